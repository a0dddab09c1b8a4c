"""Documents as they were (Memento, RFC 7089): each version, the list of them, and the way to one by its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Blueprint, Response, abort, g, render_template, request
from werkzeug.http import http_date, parse_date

from lod import nodes, queries, rdf
from lod.history import Version
from lod.iris import MAX_ADDRESS_CHARACTERS
from lod.nodes import Nodes
from lod.web import negotiation, signposts
from lod.web.description import Description, Target, in_order
from lod.web.heads import vary
from lod.web.negotiation import DOCUMENTS, HTML, SHOWN, TERMS, Representation, without_extension
from lod.web.past import Kept, kept
from lod.web.past import about as about_of
from lod.web.responses import FRESH, Document, answered, made, sent
from lod.web.served import Served
from lod.web.writing import embedded, written

memento = Blueprint("memento", __name__)


@dataclass(frozen=True, slots=True)
class Memory:
    """A version of a document, and a kept release that says it.

    Args:
        version: What it says, since when.
        kept: The newest kept release that says so.
    """

    version: Version
    kept: Kept

    @property
    def path(self) -> str:
        """Where it stands on this host."""
        served: Served = g.served
        return "/" + served.iris.version(self.version.since.id, self.version.document).removeprefix(served.iris.base)


@memento.get("/releases/<release>/doc/<kind>/<name>")
@memento.get("/releases/<release>/doc/<kind>/<name>/<concept>")
def version(release: str, kind: str, name: str, concept: str = "") -> Response:
    """A document as a release said it."""
    path, fixed = without_extension(_path(kind, name, concept), DOCUMENTS)
    document = _document(path)
    found = [one for one in _memories(document) if one.version.since.id == release]
    one = found[0] if found else _said_by(document, release)
    if one is None:
        abort(404, description=f"No release {release} that is kept here says anything at /doc/{path}.")
    if one.version.is_gone:
        abort(410, description=f"Release {release} withdrew what was at /doc/{path}.")
    target = Target(about_of(g.served, document), document, f"/releases/{release}/doc/{path}")
    response = answered(target, fixed, lambda: _described(target, one), offered=DOCUMENTS)
    response.headers["Memento-Datetime"] = http_date(one.version.since.issued)
    response.headers["Link"] = f"{response.headers.get('Link', '')}, {_links(path, _memories(document))}".lstrip(", ")
    return response


@memento.get("/releases/<release>/about")
def about(release: str) -> Response:
    """What a release said of a term that has no document here, as a program reads it."""
    iri = request.args.get("iri", "")[:MAX_ADDRESS_CHARACTERS]
    found = [one for one in _memories(iri) if one.version.since.id == release and not one.version.is_gone]
    if not found:
        abort(404, description=f"No release {release} that is kept here says anything of it.")
    form = negotiation.choose(request.headers.get("Accept"), TERMS)
    if form is None:
        abort(406, description=f"This can be had as {negotiation.listed(TERMS)}.")
    triples = sorted(found[0].kept.triples(found[0].version), key=rdf.sort_key)
    served: Served = g.served
    response = sent(made(rdf.write(triples, form.media_type, served.context.prefixes_for(triples)), form.content_type))
    response.headers["Memento-Datetime"] = http_date(found[0].version.since.issued)
    vary(response, "Accept")
    return response


@memento.get("/timegate/doc/<kind>/<name>")
@memento.get("/timegate/doc/<kind>/<name>/<concept>")
def gate(kind: str, name: str, concept: str = "") -> Response:
    """302 to the document as it was at Accept-Datetime; without it, to the newest version."""
    path = _path(kind, name, concept)
    wanted = request.headers.get("Accept-Datetime")
    moment = parse_date(wanted) if wanted else datetime.now(UTC)
    if moment is None:
        abort(400, description="Accept-Datetime is no date as HTTP has it.")
    memories = _versions(path)
    before = [one for one in memories if one.version.since.issued <= moment]
    response = Response(status=302)
    response.headers["Location"] = g.root + quote((before[-1] if before else memories[0]).path)
    response.headers["Link"] = _links(path, memories)
    response.headers["Cache-Control"] = FRESH
    vary(response, "Accept-Datetime")
    return response


@memento.get("/timemap/doc/<kind>/<name>")
@memento.get("/timemap/doc/<kind>/<name>/<concept>")
def timemap(kind: str, name: str, concept: str = "") -> Response:
    """All versions of a document that are kept (RFC 6690)."""
    path = _path(kind, name, concept)
    memories = _versions(path)
    lines = [_links(path, ()), *(_link_of(one) for one in memories)]
    return Response(",\n".join(lines) + "\n", content_type=signposts.LINK_FORMAT, headers={"Cache-Control": FRESH})


def _path(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _document(path: str) -> str:
    served: Served = g.served
    return f"{served.iris.base}doc/{path}"


def _memories(document: str) -> list[Memory]:
    """The versions of *document* that kept releases say, the oldest one first."""
    found: dict[int, Memory] = {}
    for one in kept(g.served):
        told = one.history.version(document)
        if told is not None:
            found[told.since.number] = Memory(told, one)
    return [found[number] for number in sorted(found)]


def _said_by(document: str, release: str) -> Memory | None:
    """What a kept release says, which an older one may have said first."""
    for one in kept(g.served):
        if one.past.id == release and (told := one.history.version(document)):
            return Memory(told, one)
    return None


def _versions(path: str) -> list[Memory]:
    found = [one for one in _memories(_document(path)) if not one.version.is_gone]
    if not found:
        abort(404, description=f"There was nothing at /doc/{path}, as far as is kept here.")
    return found


def _links(path: str, memories: Sequence[Memory]) -> str:
    original = signposts.link(f"{g.root}/doc/{path}", "original")
    ends = [memories[0], memories[-1]][: len(memories)] if memories else []
    of_ends = [
        _link_of(one, "first memento" if one is ends[0] else "last memento") for one in ends if not one.version.is_gone
    ]
    return ", ".join([original, *signposts.of_versions(f"{g.root}/doc/{path}"), *of_ends])


def _link_of(one: Memory, relation: str = "memento") -> str:
    moment = http_date(one.version.since.issued)
    return f'{signposts.link(g.root + one.path, relation)}; datetime="{moment}"'


def _described(target: Target, one: Memory) -> Document:
    served: Served = g.served
    everything = in_order(nodes.in_order(one.kept.triples(one.version)), target)

    def write(form: Representation) -> bytes:
        return (
            _page(served, target, one, everything).encode()
            if form is HTML
            else written(served, everything, target, form, g.root)
        )

    return Document(everything, write)


def _page(served: Served, target: Target, one: Memory, everything: Nodes) -> str:
    """The page of a version: what it said then, things that it names called as they are called now."""
    now = served.store.construct(
        queries.describe(target.iri, target.document, served.iris.base + "id/", served.model.label_predicates)
    )
    own = {target.iri, target.document}
    names = [triple for triple in now if rdf.plain(triple.subject).partition("#")[0] not in own]
    return render_template(
        "resource.html",
        view=served.presenter.view(target.iri, nodes.union(everything, nodes.in_order(names))),
        referring={},
        description=Description({}, {}, 0, 1, {}),
        users={},
        target=target,
        merged="",
        formats=SHOWN,
        embedded=embedded(served, everything, target, g.root),
        entry=None,
        structured="",
        past={"issued": one.version.since.issued, "now": "/doc" + target.path.partition("/doc")[2]},
    )
