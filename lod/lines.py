"""N-Triples of documents that mapping makes: what JSON-LD says of them, by a table of the terms of its context."""

import json
from collections.abc import Mapping
from typing import Any

from lod import rdf
from lod.jsonld import Context, Document
from lod.rdf import RDF_TYPE, XSD_STRING, Triple

# a JSON string is a string of N-Triples, too
_quoted = json.JSONEncoder(ensure_ascii=False).encode
_NOT_PROPERTIES = ("id", "type", "@context")


class Lines:
    """Writes documents as N-Triples.

    Args:
        context: The context whose names the documents use.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._terms = {name: _written(definition) for name, definition in context.terms.items()}
        self._types: dict[str, str] = {}

    def of(self, document: Document) -> str:
        """What *document* says: one that `lod.mapping` made, of texts, typed values and nodes, lists of them all."""
        found: list[str] = []
        self._node(document, found)
        return "".join(found)

    def triples(self, document: Document) -> list[Triple]:
        """What *document* says, as triples; where it holds what is no IRI, the algorithm of JSON-LD decides.

        Raises:
            SyntaxError: the document is no JSON-LD.
        """
        try:
            return list(rdf.read(self.of(document).encode(), rdf.N_TRIPLES))
        except (SyntaxError, UnicodeEncodeError):
            return self._context.triples([document])

    def _node(self, node: Document, found: list[str]) -> None:
        subject = f"<{node['id']}> "
        found.extend(f"{subject}{self._type(name)}" for name in node["type"])
        for name, said in node.items():
            if name not in _NOT_PROPERTIES:
                self._property(subject, name, said, found)

    def _property(self, subject: str, name: str, said: Any, found: list[str]) -> None:
        predicate, end, holds_iris = self._terms[name]
        start = subject + predicate
        if isinstance(said, dict):
            for language, texts in said.items():
                found.extend(f"{start}{_quoted(text)}@{language} .\n" for text in texts)
            return
        for value in said:
            if isinstance(value, str):
                found.append(f"{start}<{value}> .\n" if holds_iris else f"{start}{_quoted(value)}{end}")
            elif "id" in value:
                found.append(f"{start}<{value['id']}> .\n")
                self._node(value, found)
            else:
                found.append(f"{start}{_quoted(value['@value'])}{_end(value['@type'])}")

    def _type(self, name: str) -> str:
        """Predicate and object for a class, by its prefixed name."""
        if name not in self._types:
            prefix, _, local = name.partition(":")
            namespace = self._context.prefixes.get(prefix, f"{prefix}:")
            self._types[name] = f"{RDF_TYPE} <{namespace}{local}> .\n"
        return self._types[name]


def _written(definition: Mapping[str, Any]) -> tuple[str, str, bool]:
    """How a term is written: its predicate, what ends its texts, and whether its values are IRIs."""
    datatype = definition.get("@type", XSD_STRING)
    return f"<{definition['@id']}> ", _end(datatype), datatype == "@id"


def _end(datatype: str) -> str:
    return " .\n" if datatype == XSD_STRING else f"^^<{datatype}> .\n"
