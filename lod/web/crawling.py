"""What crawlers look for: which addresses there are, since when they say what they say, and what to leave."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import cast
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, abort, current_app, g, request

from lod import release
from lod.config import Settings
from lod.history import History
from lod.web import editions
from lod.web.rendered import Rendered
from lod.web.responses import TO_BE_ASKED, made, sent
from lod.web.served import Served

crawling = Blueprint("crawling", __name__)

# the protocol allows no more in one file
MAX_ADDRESSES = 50_000
_MAX_PARTS = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = "application/xml"
_TEXT = "text/plain; charset=utf-8"
_PAGES = ("", "catalog", "dumps", "quality", "sparql", "onto", "shapes")
_VALID = timedelta(days=180)


@crawling.get("/robots.txt")
def robots() -> Response:
    """Crawlers may read everything but the answers to queries; of a demonstration, nothing."""
    served: Served = g.served
    lines = ["User-agent: *"]
    if served.path is None:
        lines += ["Disallow: /sparql?"]
    else:
        facts = editions.facts_of(served)
        lines += ["Disallow: /" if facts.is_demonstration else "Disallow: /sparql?"]
        lines += [f"Sitemap: {facts.public_url}sitemap.xml"]
    return sent(made("".join(f"{line}\n" for line in lines).encode(), _TEXT))


@crawling.get("/.well-known/security.txt")
def security() -> Response:
    """Where to tell of a weakness (RFC 9116)."""
    settings: Settings = current_app.config["PROPAR"]
    if not settings.security_contact:
        abort(404, description="This site names no contact for its security.")
    day = datetime.combine(datetime.now(UTC).date(), time(), UTC)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {day + _VALID:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: it, en",
    ]
    if g.served.path is not None:
        lines.append(f"Canonical: {editions.facts_of(g.served).public_url}.well-known/security.txt")
    return sent(made("".join(f"{line}\n" for line in lines).encode(), _TEXT), TO_BE_ASKED)


@crawling.get("/sitemap.xml")
def sitemaps() -> Response:
    """The files that name all addresses."""
    return _kept("sitemaps", _index)


@crawling.get("/sitemaps/<int:number>.xml")
def sitemap(number: int) -> Response:
    """One of these files."""
    return _kept(f"sitemap {number}", partial(_part, number))


def _kept(name: str, make: Callable[[], bytes]) -> Response:
    served: Served = g.served
    if served.path is None:
        abort(404, description="An endpoint does not say when what it holds changed.")
    rendered = served.kept.body(name, lambda: made(make(), _XML))
    return sent(cast(Rendered, rendered))


def _index() -> bytes:
    url = editions.facts_of(g.served).public_url
    parts = [(f"{url}sitemaps/{n}.xml", max(day for _, day in part)) for n, part in enumerate(_parts(), 1)]
    return _document("sitemapindex", "sitemap", parts)


def _part(number: int) -> bytes:
    part = next(islice(_parts(), number - 1, None), None) if 0 < number <= _MAX_PARTS else None
    if part is None:
        abort(404, description=f"There is nothing at {request.path}.")
    return _document("urlset", "url", part)


def _parts() -> Iterator[list[tuple[str, str]]]:
    addresses = _addresses(g.served)
    while part := list(islice(addresses, MAX_ADDRESSES)):
        yield part


def _addresses(served: Served) -> Iterator[tuple[str, str]]:
    """All addresses for people, and when what they show changed; those of lists and overviews with the release."""
    url = editions.facts_of(served).public_url
    current = release.opened(served.path) if served.path else None
    if current is None:
        return
    day = current.issued.date().isoformat()
    lists = (shape.collection for shape in served.model.shapes.values() if shape.collection)
    yield from ((url + path, day) for path in (*_PAGES, *lists))
    history = History(current.path)
    if history.is_known:
        yield f"{url}changes", day
        for document, since in history.dates(f"{served.iris.base}doc/"):
            yield url + quote(document.removeprefix(served.iris.base)), since.date().isoformat()


def _document(root: str, item: str, addresses: list[tuple[str, str]]) -> bytes:
    items = "".join(
        f"<{item}><loc>{escape(address)}</loc><lastmod>{day}</lastmod></{item}>\n" for address, day in addresses
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{items}</{root}>\n'.encode()
