"""The feed of what changed last (Atom), for readers of feeds."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import cast

from flask import Blueprint, Response, abort, g

from lod import queries, release
from lod.catalog import Facts
from lod.history import History, Version
from lod.ontology import Texts
from lod.presentation import title_of
from lod.release import Release
from lod.web import editions
from lod.web.heads import vary
from lod.web.rendered import Rendered
from lod.web.responses import made, sent
from lod.web.served import Served

feed = Blueprint("feed", __name__)

MAX_ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_TYPE = "application/atom+xml"


@feed.get("/feed.atom")
def latest() -> Response:
    """The things of the lists that changed last, the newest first."""
    served: Served = g.served
    if served.path is None:
        abort(404, description="An endpoint does not say when what it holds changed.")
    current = release.opened(served.path)
    key = ("feed", g.language)
    rendered = served.kept.body(key, lambda: made(_written(served, current), _TYPE))
    response = sent(cast(Rendered, rendered))
    response.headers["Content-Language"] = g.language
    vary(response, "Accept-Language")
    return response


def _written(served: Served, current: Release) -> bytes:
    facts = editions.facts_of(served)
    newest = _newest(served, History(current.path))
    things = [_thing(served, version.document) for version in newest]
    names = served.store.names(queries.called(things, served.model.label_predicates))
    root = _head(facts, current, g.language)
    for version, thing in zip(newest, things, strict=True):
        path = version.document.removeprefix(served.iris.base)
        _add_entry(root, thing, names.get(thing, {}), version, facts.public_url + path)
    return cast(bytes, ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _newest(served: Served, history: History) -> Sequence[Version]:
    """The documents of things of the lists that changed last; none where nobody has noted it."""
    if not history.is_known:
        return ()
    kinds = [shape.kind for shape in served.model.shapes.values() if shape.collection]
    found = [v for kind in kinds for v in history.latest(served.iris.document(kind, ""), MAX_ENTRIES)]
    return sorted(found, key=lambda version: version.since.number, reverse=True)[:MAX_ENTRIES]


def _thing(served: Served, document: str) -> str:
    kind, _, key = document.removeprefix(f"{served.iris.base}doc/").partition("/")
    return served.iris.thing(kind, key)


def _head(facts: Facts, current: Release, language: str) -> ET.Element:
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _add(root, "id", f"{facts.public_url}feed.atom")
    _add(root, "title", facts.catalogue.title.get(language, "Propar"))
    _add(root, "updated", f"{current.issued:%Y-%m-%dT%H:%M:%SZ}")
    _add(ET.SubElement(root, "author"), "name", facts.publisher.name)
    ET.SubElement(root, "link", {"rel": "self", "type": _TYPE, "href": f"{facts.public_url}feed.atom"})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": facts.public_url})
    return root


def _add_entry(root: ET.Element, thing: str, names: Texts, version: Version, address: str) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "id", thing)
    _add(entry, "title", title_of(names, g.language)[0] or thing)
    _add(entry, "updated", f"{version.since.issued:%Y-%m-%dT%H:%M:%SZ}")
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{address}.html"})
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/turtle", "href": f"{address}.ttl"})


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
