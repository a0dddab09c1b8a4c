"""JSON-LD: the context that follows from the shapes, documents to triples and back."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from lod import rdf
from lod.model import Model
from lod.nodes import EMPTY, TYPE, Nodes, Statement
from lod.rdf import RDF_LANG_STRING, XSD_STRING, Literal, NamedNode, Triple
from lod.shapes import PropertyShape

Document = dict[str, Any]

_KEYWORDS = {"id": "@id", "type": "@type"}
_MAX_KEPT_KEYS = 10_000


class Context:
    """The published context: ontology names to properties, with datatypes and languages.

    Args:
        model: Where the fields are described.
        iri: Where the context itself is published (``…/context.jsonld``).
    """

    def __init__(self, model: Model, iri: str) -> None:
        self.iri = iri
        self.terms = _terms(model)
        self.prefixes = model.prefixes
        self._names = {term["@id"]: name for name, term in self.terms.items() if isinstance(term, dict)}
        self._namespaces = sorted(((n, p) for p, n in model.prefixes.items()), reverse=True)
        self._keys: dict[str, Key] = {}

    def as_json(self) -> Document:
        """The context document."""
        return {"@context": {**_KEYWORDS, **self.prefixes, **self.terms}}

    def compact(self, iri: str) -> str:
        """The name or the prefixed name of *iri*, or *iri* itself."""
        return self._names.get(iri) or self.prefixed(iri)

    def prefixed(self, iri: str) -> str:
        """*iri* with a prefix where one fits (``ppo:ParticipatoryProcess``), else as it is."""
        for namespace, prefix in self._namespaces:
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def prefixes_for(self, triples: Sequence[Triple]) -> dict[str, str]:
        """The prefixes that shorten some IRI of *triples* without an escape."""
        iris = {term.value for triple in triples for term in triple if isinstance(term, NamedNode)}
        iris |= {t.object.datatype.value for t in triples if isinstance(t.object, Literal) and not t.object.language}
        return self.prefixes_of(iris)

    def prefixes_of(self, iris: Iterable[str]) -> dict[str, str]:
        """The prefixes that shorten some of *iris* without an escape."""
        # what follows a namespace holds no slash and no number sign, so that it is the last of them that ends one
        ends = {iri: max(iri.rfind("/"), iri.rfind("#")) + 1 for iri in iris}
        used = {iri[:end] for iri, end in ends.items() if _is_local(iri[end:])}
        return {
            p: n for p, n in self.prefixes.items() if n in used or (_is_odd(n) and any(_is_short(i, n) for i in iris))
        }

    def triples(self, documents: Iterable[Document]) -> list[Triple]:
        """What *documents* say, by the standard's own algorithm.

        Raises:
            SyntaxError: a document holds what is no IRI or no JSON-LD.
        """
        graph = {**self.as_json(), "@graph": [_without_context(d) for d in documents]}
        return list(rdf.read(json.dumps(graph).encode(), rdf.JSON_LD))

    def document(self, nodes: Nodes, main: str) -> Document:
        """*nodes* as one compact document about *main*: parts nested in it, other things beside it."""
        writing = _Writing(self, nodes)
        tree: Document = {"@context": self.iri, **writing.tree(main)}
        beside = writing.rest()
        return {**tree, "@included": beside} if beside else tree

    def key(self, predicate: str) -> "Key":
        """How *predicate* is written; kept, as long as there are no more of them than any vocabulary has."""
        return self._keys.get(predicate) or self._key(predicate)

    def _key(self, predicate: str) -> "Key":
        name = self.compact(predicate)
        definition = self.terms.get(name, {})
        containers = definition.get("@container", [])
        coerced, is_list = definition.get("@type"), "@set" in containers
        key = Key(name, self.prefixed(predicate), coerced, "@language" in containers, is_list)
        if len(self._keys) < _MAX_KEPT_KEYS:
            self._keys[predicate] = key
        return key


class Key(NamedTuple):
    """How a predicate is written.

    Args:
        name: Its name, of the context.
        long_name: Its name for what the context's definition does not fit.
        coerced: The datatype of its values, ``@id`` for IRIs; None without one.
        has_languages: Whether it holds a language map.
        is_list: Whether it always holds a list.
    """

    name: str
    long_name: str
    coerced: str | None
    has_languages: bool
    is_list: bool

    def without_definition(self) -> "Key":
        """The predicate as it is written where no definition applies to it."""
        return Key(self.long_name, self.long_name, None, False, False)


class _Writing:
    """Nodes that are taken away as they are written, so that nothing is written twice."""

    def __init__(self, context: Context, nodes: Nodes) -> None:
        self._context = context
        self._left = dict(nodes)

    def tree(self, subject: str) -> Document:
        """The node of *subject*, with the nodes nested in it that hang on its IRI (``…#period``)."""
        node: Document = {"id": subject}
        parts = subject.partition("#")[0] + "#"
        for said in self._left.pop(subject, EMPTY).statements:
            if said.predicate == TYPE and not said.datatype:
                node.setdefault("type", []).append(self._context.prefixed(said.value))
            else:
                self._add(node, said, parts)
        return node

    def rest(self) -> list[Document]:
        """The nodes that nothing has taken yet."""
        return [self.tree(subject) for subject in tuple(self._left) if subject in self._left]

    def _add(self, node: Document, said: Statement, parts: str) -> None:
        """Says it of *node*; what begins with *parts* is nested."""
        key = self._context.key(said.predicate)
        if key.has_languages and (said.language or said.datatype == XSD_STRING):
            # in a language map a text without language has the key @none
            _add_to(node.setdefault(key.name, {}), said.language or "@none", said.value, key.is_list)
            return
        if key.has_languages:
            # a language map holds texts only; what else is said has the long name
            key = key.without_definition()
        is_nested = not said.datatype and said.value.startswith(parts) and said.value in self._left
        value = self.tree(said.value) if is_nested else _compact_value(said, key.coerced)
        _add_to(node, key.name, value, key.is_list)


def _is_short(iri: str, namespace: str) -> bool:
    rest = iri.removeprefix(namespace)
    return rest != iri and _is_local(rest)


def _is_local(rest: str) -> bool:
    return rest.isascii() and rest.replace("-", "").replace("_", "").isalnum()


def _is_odd(namespace: str) -> bool:
    """Whether *namespace* ends within what others take for a name."""
    return not namespace.endswith(("/", "#"))


def _add_to(node: Document, name: str, value: Any, always_list: bool) -> None:
    if name not in node:
        node[name] = [value] if always_list else value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]


def _compact_value(said: Statement, coerced: str | None) -> Any:
    if not said.datatype:
        return said.value if coerced == "@id" else {"id": said.value}
    if said.language:
        return {"@value": said.value, "@language": said.language}
    if said.datatype == (coerced or XSD_STRING):
        return said.value
    return {"@value": said.value, "@type": said.datatype}


def _terms(model: Model) -> dict[str, Any]:
    """One definition a name; a name whose shapes disagree has neither type nor language of its own."""
    found: dict[str, list[PropertyShape]] = {}
    for shape in model.shapes.values():
        for name, prop in shape.properties.items():
            if len(prop.path) == 1 and not prop.facet_only:
                found.setdefault(name, []).append(prop)
    return {name: _definition(props) for name, props in sorted(found.items())}


def _definition(props: list[PropertyShape]) -> dict[str, Any]:
    definition: dict[str, Any] = {"@id": props[0].path[0]}
    kinds = {_kind(prop) for prop in props}
    kind = kinds.pop() if len(kinds) == 1 else ""
    containers = [] if all(prop.single for prop in props) else ["@set"]
    if kind == RDF_LANG_STRING:
        containers = ["@language", *containers]
    elif kind and kind != XSD_STRING:
        definition["@type"] = kind
    return {**definition, "@container": containers} if containers else definition


def _kind(prop: PropertyShape) -> str:
    """``@id``, the IRI of the only datatype, or nothing where several are allowed."""
    if prop.holds_iris:
        return "@id"
    return prop.datatypes[0] if len(prop.datatypes) == 1 else ""


def _without_context(document: Document) -> Document:
    return {key: value for key, value in document.items() if key != "@context"}
