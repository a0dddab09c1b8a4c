"""The catalogue in the words of schema.org, for search engines of datasets."""

import json
from collections.abc import Mapping
from typing import Any

from lod.catalog.authority import authority
from lod.catalog.entries import Agent, Catalogue, Distribution, Entry
from lod.ontology import Texts

_CONTEXT = "https://schema.org/"
# what these engines take
_MIN_CHARACTERS, _MAX_CHARACTERS = 50, 5_000
Json = dict[str, Any]


def element(said: Mapping[str, Any]) -> str:
    """*said* as the content of a script element."""
    # "<" would end it
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")


def catalogue(whole: Catalogue, homepage: str, language: str) -> Json:
    """A ``DataCatalog`` with its datasets, in the *language* of the page that it stands in."""
    return {
        "@context": _CONTEXT,
        "@type": "DataCatalog",
        "@id": whole.iri,
        "name": _text(whole.title, language),
        "description": _text(whole.description, language),
        "url": homepage,
        "license": _address(whole.licence),
        "dateModified": whole.modified,
        "publisher": _agent(whole.publisher),
        "dataset": [_dataset(whole, entry, language) for entry in whole.sources],
    }


def dataset(whole: Catalogue, entry: Entry, language: str) -> Json:
    """A ``Dataset`` in its ``DataCatalog``, in the *language* of the page that it stands in."""
    return {"@context": _CONTEXT, **_dataset(whole, entry, language)}


def _dataset(whole: Catalogue, entry: Entry, language: str) -> Json:
    said = {
        "@type": "Dataset",
        "@id": entry.iri,
        "name": _text(entry.title, language),
        "description": _fit(_text(entry.description, language)),
        "url": entry.landing,
        "identifier": entry.identifier,
        "keywords": [word for words in entry.keywords.values() for word in words],
        "license": _address(entry.licence),
        "creditText": entry.attribution,
        "isAccessibleForFree": True,
        "version": entry.version,
        "datePublished": entry.issued,
        "dateModified": entry.modified,
        "temporalCoverage": "/".join(entry.period),
        "spatialCoverage": list(entry.spatial),
        "creator": _agent(entry.holder),
        "publisher": _agent(whole.publisher),
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": whole.iri, "name": _text(whole.title, language)},
        "distribution": [_download(way, language) for way in entry.distributions if way.download],
    }
    return {name: value for name, value in said.items() if value not in ("", [])}


def _download(way: Distribution, language: str) -> Json:
    return {
        "@type": "DataDownload",
        "@id": way.iri,
        "name": _text(way.title, language),
        "contentUrl": way.download,
        "encodingFormat": way.media_type,
        "contentSize": f"{way.bytes} B",
        "sha256": way.sha256,
    }


def _agent(agent: Agent) -> Json:
    said = {"@type": "Organization", "@id": agent.iri, "name": agent.name, "identifier": agent.identifier}
    return {**said, "url": agent.homepage} if agent.homepage else said


def _address(licence: str) -> str:
    """Where people know a licence from."""
    return next((address for address, iri in authority().licences.items() if iri == licence), licence)


def _text(texts: Texts, language: str) -> str:
    return texts.get(language) or min(texts.values(), default="")


def _fit(text: str) -> str:
    """*text* as long as these engines want it; empty where it is too short."""
    return text[:_MAX_CHARACTERS] if len(text) >= _MIN_CHARACTERS else ""
