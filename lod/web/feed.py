"""The feed of what changed last (Atom), for readers of feeds."""

import xml.etree.ElementTree as ET
from heapq import nlargest
from typing import cast

from flask import Blueprint, Response, abort, g

from lod import queries, release
from lod.catalog import Facts, dating
from lod.catalog.dating import Dated
from lod.iris import Iris
from lod.ontology import Texts
from lod.presentation import title_of
from lod.release import Release
from lod.web import editions
from lod.web.keeping import Rendered
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
    response.content_language.add(g.language)
    response.vary.add("Accept-Language")
    return response


def _written(served: Served, current: Release) -> bytes:
    facts = editions.facts_of(served)
    starts = tuple(f"{served.iris.base}id/{s.kind}/" for s in served.model.shapes.values() if s.collection)
    found = (document for document in dating.read(current.path / release.DOCUMENTS) if document.iri.startswith(starts))
    newest = nlargest(MAX_ENTRIES, found, key=lambda document: (document.day, document.iri))
    names = served.store.names(queries.names([document.iri for document in newest], served.model.label_predicates))
    root = _head(facts, current, g.language)
    for document in newest:
        _add_entry(root, document, names.get(document.iri, {}), facts, served.iris)
    return cast(bytes, ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _head(facts: Facts, current: Release, language: str) -> ET.Element:
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _add(root, "id", f"{facts.public_url}feed.atom")
    _add(root, "title", facts.catalogue.title.get(language, "Propar"))
    _add(root, "updated", f"{current.issued:%Y-%m-%dT%H:%M:%SZ}")
    _add(ET.SubElement(root, "author"), "name", facts.publisher.name)
    ET.SubElement(root, "link", {"rel": "self", "type": _TYPE, "href": f"{facts.public_url}feed.atom"})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": facts.public_url})
    return root


def _add_entry(root: ET.Element, document: Dated, names: Texts, facts: Facts, iris: Iris) -> None:
    entry = ET.SubElement(root, "entry")
    address = f"{facts.public_url}doc/{document.iri.removeprefix(iris.base + 'id/')}"
    _add(entry, "id", document.iri)
    _add(entry, "title", title_of(names, g.language)[0] or document.iri)
    _add(entry, "updated", f"{document.day}T00:00:00Z")
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{address}.html"})
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/turtle", "href": f"{address}.ttl"})


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
