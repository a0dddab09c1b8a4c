"""Heads of answers: what is said in all of them, written into the headers once."""

from collections.abc import Iterable

from flask import Response


def vary(response: Response, *names: str) -> None:
    """Says that what was sent depends on these headers of the request, too (RFC 9110, 12.5.5)."""
    said = [name for name in response.headers.get("Vary", "").split(", ") if name]
    response.headers["Vary"] = ", ".join([*said, *(name for name in names if name not in said)])


def add(response: Response, headers: Iterable[tuple[str, str]]) -> None:
    """Adds those of *headers* that *response* does not have."""
    # a look for one that is not there costs an exception
    there = {name.lower() for name, _ in response.headers}
    for name, value in headers:
        if name.lower() not in there:
            response.headers.add(name, value)
