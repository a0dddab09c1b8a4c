"""Asking the application for a document as a client would, without one: before anybody has come."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from lod.web import received

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def ask(application: "WSGIApplication", path: str, language: str, accept: str = "text/html", root: str = "") -> int:
    """The status of the answer, which nobody reads.

    Args:
        application: The application.
        path: What is asked for.
        language: The language that is wanted.
        accept: The media type that is wanted.
        root: The prefix below which the site stands, as a reverse proxy would say it.
    """
    environ = {**received.environ(_scope(path, language, accept)), "SCRIPT_NAME": root}
    statuses: list[int] = []

    def begin(status: str, _headers: list[tuple[str, str]], _error: Any = None) -> Any:
        statuses.append(int(status[:3]))
        return lambda _piece: None

    pieces = application(environ, begin)
    try:
        for _ in pieces:
            pass
    finally:
        # PEP 3333
        getattr(pieces, "close", lambda: None)()
    return statuses[-1]


def _scope(path: str, language: str, accept: str) -> Any:
    """A request as granian would hand it over."""
    return SimpleNamespace(
        method="GET",
        path=path,
        query_string="",
        headers={"host": "localhost", "accept": accept, "accept-language": language},
        http_version="1.1",
        scheme="http",
        server="localhost:80",
        client="localhost:0",
    )
