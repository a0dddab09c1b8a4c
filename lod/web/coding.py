"""Content codings: what goes out is compressed as the client can read it, once for each representation that is kept.

Compression beside secrets tells them (BREACH); no page and no data here hold any, nor a cookie or a token.
"""

import gzip
from collections.abc import Callable, Mapping
from types import MappingProxyType

import brotli
import zstandard
from flask import Flask, Response, g, request

from lod.web import conditional, errors, memory, negotiation
from lod.web.heads import vary
from lod.web.rendered import Rendered
from lod.web.served import Served

# less would not fill a packet anyway
MIN_BYTES = 1_000
# levels at which a page of 34 kB takes less than a millisecond; the best ones take 25 times as long for 9 % less
CODERS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {
        "br": lambda body: bytes(brotli.compress(body, quality=5)),
        "zstd": lambda body: zstandard.ZstdCompressor(level=9).compress(body),
        "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    }
)
_TEXTS = ("text/", "+json", "+xml", "/json", "/xml", "/n-triples", "/n-quads", "/trig", "/javascript")
_MAX_FILE_BYTES = 2_000_000


def install(app: Flask) -> None:
    """Lets *app* send each answer in the coding that the client likes best, or 304 to a client that has it."""
    app.after_request(_delivered)


def _delivered(response: Response) -> Response:
    if "Content-Encoding" in response.headers:
        return response
    if response.direct_passthrough and (response.content_length or 0) <= _MAX_FILE_BYTES:
        _read(response)
    if response.status_code == conditional.NOT_MODIFIED:
        # Flask has compared the tag of a file without coding
        vary(response, "Accept-Encoding")
    if response.status_code != conditional.SENT or response.is_streamed or not _is_text(response):
        return response
    coding = _coding(len(response.get_data()))
    vary(response, "Accept-Encoding")
    if coding is None:
        return errors.told(406, f"This can be had as {', '.join(CODERS)}, or without content coding.")
    etag, _ = response.get_etag()
    tag = f"{etag}-{coding}" if etag and coding else etag
    if tag:
        response.set_etag(tag)
        found = conditional.status(request.headers, tag, lambda: response.last_modified)
        if found == conditional.FAILED:
            return errors.told(412, "What is here has changed, or is not what the request expects.")
        if found == conditional.NOT_MODIFIED:
            response.status_code = found
            return _emptied(response)
    if coding:
        response.set_data(_coded(response.get_data(), coding, etag))
        response.headers["Content-Encoding"] = coding
    return response


def _coding(size: int) -> str | None:
    """The coding of an answer; a small one is coded only for a client that wants it in no other way."""
    asked = request.headers.get("Accept-Encoding")
    chosen = negotiation.choose_coding(asked, tuple(CODERS) if size >= MIN_BYTES else ())
    return negotiation.choose_coding(asked, tuple(CODERS)) if chosen is None else chosen


def _read(response: Response) -> None:
    """Takes the bytes of a file of the package, and closes it."""
    response.direct_passthrough = False
    body = response.get_data()
    response.close()
    if response.status_code == conditional.NOT_MODIFIED:
        _emptied(response)
    else:
        response.set_data(body)


def _is_text(response: Response) -> bool:
    return any(part in (response.mimetype or "") for part in _TEXTS)


def _emptied(response: Response) -> Response:
    response.set_data(b"")
    del response.headers["Content-Length"]
    return response


def _coded(body: bytes, coding: str, etag: str | None) -> bytes:
    """*body* compressed; kept where it has a tag, because then others will ask for the same."""
    coder = CODERS[coding]
    if not etag:
        return coder(body)
    served: Served = g.served
    memory.mark_coded(served, (etag, coding))
    kept = served.kept.body((etag, coding), lambda: Rendered(coder(body), etag, coding))
    return kept.body if kept else coder(body)
