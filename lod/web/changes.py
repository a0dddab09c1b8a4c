"""What changed: the releases, what each of them changed, and the event stream that clients follow."""

import gzip
import json
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request

from lod import nodes, rdf
from lod.history import GONE, PATCH, Change, Version
from lod.ontology import Texts
from lod.rdf import Quad
from lod.web import negotiation, signposts
from lod.web.heads import vary
from lod.web.negotiation import CHANGES, HTML, JSON, N_QUADS, STREAMED, TRIG, Representation
from lod.web.past import Kept, about, kept, named
from lod.web.responses import FRESH, made, sent, shown
from lod.web.served import Served
from lod.web.stream import MEMBERS, PREFIXES, Stream

changes = Blueprint("changes", __name__)

_FOR_EVER = "public, max-age=31536000, immutable"
_MAX_PAGE = 1_000_000
_CHUNK_BYTES = 1 << 16


@changes.get("/changes")
@changes.get("/changes.<extension>")
def overview(extension: str = "") -> Response:
    """The releases and what each changed: for people, and as the root of the event stream."""
    form = _form(extension, CHANGES)
    releases = kept(g.served)
    if form is HTML:
        return shown(render_template("changes.html", releases=[*reversed(releases)], first=releases[0]))
    if form is JSON:
        return _sent(_json([_told(one) for one in releases]), form, "no-cache")
    return _sent(_written(Stream(g.served.iris).of_root(releases), form), form, "no-cache")


@changes.get("/changes/<release>")
def of_release(release: str) -> Response:
    """What a release changed, a page of it; in the stream's formats the versions that it brought."""
    bare, fixed = negotiation.without_extension(release, CHANGES)
    form = fixed or _form("", CHANGES)
    one, before = named(g.served, bare)
    number = _page()
    found = one.history.changes(MEMBERS + 1, (number - 1) * MEMBERS)
    _refuse_beyond(found, number)
    here, has_more = found[:MEMBERS], len(found) > MEMBERS
    if form is HTML:
        told = [(about(g.served, c.version.document), _difference(c, one, before)) for c in here]
        return shown(
            render_template("release.html", one=one, before=before, changes=told, page_number=number, has_more=has_more)
        )
    if form is JSON:
        body = {**_told(one), "page": number, "more": has_more, "changes": [_difference(c, one, before) for c in here]}
        return _sent(_json(body), form, FRESH)
    return _streamed(one, [change.version for change in here], number, has_more, form, whole=False)


@changes.get("/changes/<release>/all")
def all_of_release(release: str) -> Response:
    """All that a release says, a page of it: where clients begin who know nothing yet."""
    form = _form("", STREAMED)
    one, _ = named(g.served, release)
    number = _page()
    found = one.history.versions(MEMBERS + 1, (number - 1) * MEMBERS)
    _refuse_beyond(found, number)
    return _streamed(one, found[:MEMBERS], number, len(found) > MEMBERS, form, whole=True)


@changes.get("/changes/<release>.rdfp")
def patch(release: str) -> Response:
    """What a copy of the release before must leave out and take in (RDF Patch)."""
    one, _ = named(g.served, release)
    file = one.release.path / PATCH
    if not file.is_file():
        abort(404, description=f"There is nothing before release {release} that it could be a patch of.")

    def unpacked() -> Iterator[bytes]:
        with gzip.open(file) as content:
            while chunk := content.read(_CHUNK_BYTES):
                yield chunk

    response = Response(unpacked(), content_type="application/rdf-patch; charset=utf-8")
    response.headers["Cache-Control"] = _FOR_EVER
    return response


def _streamed(
    one: Kept, versions: Sequence[Version], number: int, has_more: bool, form: Representation, *, whole: bool
) -> Response:
    stream = Stream(g.served.iris)
    node = stream.page(one.past.id, whole=whole, number=number)
    following = stream.page(one.past.id, whole=whole, number=number + 1) if has_more else ""
    quads = stream.of_page(node, following, ((v, map(_in_no_graph, one.triples(v))) for v in versions))
    return _sent(_written(quads, form), form, _FOR_EVER)


def _in_no_graph(triple: rdf.Triple) -> Quad:
    return Quad(*triple)


def _form(extension: str, offered: Sequence[Representation]) -> Representation:
    if extension:
        found = negotiation.by_extension(extension, offered)
        if found is None:
            abort(404, description=f"There is nothing at {request.path}.")
        return found
    form = negotiation.choose(request.headers.get("Accept"), offered)
    if form is None:
        abort(406, description=f"This can be had as {negotiation.listed(offered)}.")
    return form


def _page() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= _MAX_PAGE:
        abort(404, description=f"There is no page {text[:20]!r}.")
    return int(text)


def _refuse_beyond(found: Sequence[object], number: int) -> None:
    if not found and number > 1:
        abort(404, description=f"There is no page {number}.")


def _written(quads: Sequence[Quad], form: Representation) -> bytes:
    served: Served = g.served
    prefixes = {**served.context.prefixes_for([quad.triple for quad in quads]), **PREFIXES}
    return rdf.write_quads(quads, form.media_type, prefixes)


def _json(said: object) -> bytes:
    return json.dumps(said, indent=1, ensure_ascii=False).encode() + b"\n"


def _sent(body: bytes, form: Representation, freshness: str) -> Response:
    link = ", ".join(
        signposts.link(f"{g.root}/changes.{other.extension}", "alternate", other.media_type)
        for other in (TRIG, N_QUADS)
    )
    response = sent(made(body, form.content_type, link), freshness)
    vary(response, "Accept")
    return response


def _told(one: Kept) -> dict[str, Any]:
    served: Served = g.served
    return {
        "release": one.past.id,
        "iri": served.iris.release(one.past.id),
        "issued": one.release.manifest["issued"],
        "previous": one.release.manifest["previous"],
        "records": one.release.manifest["records"],
        "triples": one.release.manifest["triples"],
        **one.history.counts(),
    }


def _difference(change: Change, one: Kept, before: Kept | None) -> dict[str, Any]:
    """What became of a document: the statements that went and those that came, as N-Triples."""
    document = change.version.document
    former = before.history.version(document) if before else None
    then = before.statements(former) if before and former and not former.is_gone else []
    now = one.statements(change.version) if change.kind != GONE else []
    return {
        "document": document,
        "title": _title(document, now or then),
        "kind": change.kind,
        "removed": [line.decode().rstrip() for line in then if line not in now],
        "added": [line.decode().rstrip() for line in now if line not in then] if then else [],
        "statements": len(now),
    }


def _title(document: str, statements: Sequence[bytes]) -> Texts:
    """What the thing is called that *statements* describe, by language."""
    served: Served = g.served
    names = served.presenter.names(nodes.of_triples(rdf.read(b"".join(statements), rdf.N_TRIPLES)))
    return names.get(about(served, document), {})
