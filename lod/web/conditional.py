"""Conditional requests (RFC 9110, section 13): whether a client has already what it asks for."""

from collections.abc import Callable
from datetime import datetime

from werkzeug.datastructures import Headers
from werkzeug.http import parse_date, parse_etags

SENT, NOT_MODIFIED, FAILED = 200, 304, 412
_DATES = ("If-Unmodified-Since", "If-Modified-Since")


def status(headers: Headers, etag: str, changed: Callable[[], datetime | None]) -> int:
    """200, 304 or 412, in the order of precedence of section 13.2.2; a date that is none counts as not given.

    Args:
        headers: Those of a GET or HEAD.
        etag: The strong tag of what would be sent, without quotes.
        changed: Gives when it changed last, to the second, None where nobody knows; asked where it matters.
    """
    modified = changed() if any(name in headers for name in _DATES) else None
    if "If-Match" in headers:
        if not parse_etags(headers["If-Match"]).contains(etag):
            return FAILED
    elif modified and (limit := parse_date(headers.get("If-Unmodified-Since"))) and modified > limit:
        return FAILED
    if "If-None-Match" in headers:
        return NOT_MODIFIED if parse_etags(headers["If-None-Match"]).contains_weak(etag) else SENT
    if modified and (known := parse_date(headers.get("If-Modified-Since"))) and modified <= known:
        return NOT_MODIFIED
    return SENT
