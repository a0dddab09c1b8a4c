"""What was received: a request of granian's as a WSGI environment, and its body, whole or not at all."""

import io
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from lod.web.entry import Exchange

MAX_BODY_BYTES = 64_000
# names in the environment: who waits for the answer; what is wrong with the request
ASKER, TROUBLE = "propar.asker", "propar.trouble"
_HOST = re.compile(r"(?:[A-Za-z0-9._~-]{0,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?")
_BODILESS = ("GET", "HEAD")
_NAMES = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a request before anybody has read what it asks.

    Args:
        status: The status to answer.
        message: What is told.
    """

    status: int
    message: str


def install(app: Flask) -> None:
    """Makes *app* answer requests that came with trouble."""

    @app.before_request
    def refuse() -> None:
        trouble: Trouble | None = request.environ.get(TROUBLE)
        if trouble is not None:
            abort(trouble.status, description=trouble.message)


def environ(scope: Any) -> "WSGIEnvironment":
    """The request of granian's *scope*, without its body."""
    host, _, port = scope.server.rpartition(":")
    made: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # WSGI has bytes in texts
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1" if scope.http_version == "1.1" else "HTTP/1.0",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    hosts = 0
    for name, value in scope.headers.items():
        if "_" in name:
            # X_Forwarded_For would pass for the header that a trusted proxy sets
            continue
        hosts += name == "host"
        key = _NAMES.get(name) or "HTTP_" + name.upper().replace("-", "_")
        made[key] = f"{made[key]},{value}" if key in made else value
    # RFC 9112, 3.2
    if hosts != 1 and (hosts or scope.http_version == "1.1"):
        made[TROUBLE] = Trouble(400, f"Exactly one Host header is expected, {hosts} came.")
    elif not _HOST.fullmatch(made.get("HTTP_HOST", "")):
        made[TROUBLE] = Trouble(400, "The Host header holds no host.")
    return made


def has_body(environ: "WSGIEnvironment") -> bool:
    """Whether there is a body that could be read."""
    if environ["REQUEST_METHOD"] in _BODILESS or TROUBLE in environ:
        return False
    return "HTTP_TRANSFER_ENCODING" in environ or environ.get("CONTENT_LENGTH", "0") != "0"


async def body(environ: "WSGIEnvironment", exchange: "Exchange") -> bytes | Trouble:
    """The whole body, or what is wrong with it: a part of a query may be another query.

    Args:
        environ: The request.
        exchange: Gives the body in pieces. At its end, and at what is no body, comes an empty piece.
    """
    if environ.get("HTTP_TRANSFER_ENCODING", "chunked").strip().lower() != "chunked":
        # RFC 9112, 6.1
        return Trouble(501, "A body may be chunked, and nothing else.")
    length = int(environ.get("CONTENT_LENGTH", -1))
    if length > MAX_BODY_BYTES:
        return _TOO_LARGE
    found, ends = bytearray(), 0
    async for piece in exchange:
        found += piece
        ends += not piece
        if len(found) > MAX_BODY_BYTES:
            return _TOO_LARGE
    # bad chunks and a client that went away look like an end before the end
    is_whole = len(found) == length if length >= 0 else ends == 1
    return (
        bytes(found)
        if is_whole
        else Trouble(400, "The body is not whole, or not chunked as HTTP has it; trailers are not taken.")
    )


_TOO_LARGE = Trouble(413, f"A body may have {MAX_BODY_BYTES} bytes.")
