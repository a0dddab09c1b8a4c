"""JSON-LD: the context that follows from the shapes, documents to triples and back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from lod import rdf
from lod.model import Model
from lod.rdf import RDF_LANG_STRING, RDF_TYPE, XSD_STRING, Literal, NamedNode, Triple
from lod.shapes import PropertyShape

Document = dict[str, Any]

_KEYWORDS = {"id": "@id", "type": "@type"}
_TYPE = RDF_TYPE.value
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
        self._keys: dict[str, _Key] = {}

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

    def document(self, triples: Iterable[Triple], main: str) -> Document:
        """*triples* as one compact document about *main*: parts nested in it, other things beside it."""
        nodes = _Nodes(self, triples)
        tree: Document = {"@context": self.iri, **nodes.tree(main)}
        beside = nodes.rest()
        return {**tree, "@included": beside} if beside else tree

    def value(self, predicate: str, term: rdf.Term) -> tuple[str, Any, bool]:
        """Key, compact value, and whether the key always holds a list."""
        key = self._keys.get(predicate) or self._key(predicate)
        # a language map holds texts only; what else is said has the long name
        if key.has_languages and not _is_text(term):
            return key.long_name, _compact_value(term, {}), False
        return key.name, _compact_value(term, key.definition), key.is_list

    def _key(self, predicate: str) -> "_Key":
        """How *predicate* is written; kept, as long as there are no more of them than any vocabulary has."""
        name = self.compact(predicate)
        definition = self.terms.get(name, {})
        containers = definition.get("@container", [])
        key = _Key(name, self.prefixed(predicate), definition, "@language" in containers, "@set" in containers)
        if len(self._keys) < _MAX_KEPT_KEYS:
            self._keys[predicate] = key
        return key


class _Key(NamedTuple):
    name: str
    long_name: str
    definition: Mapping[str, Any]
    has_languages: bool
    is_list: bool


class _Nodes:
    """Triples by subject, taken away as they are written, so that nothing is written twice."""

    def __init__(self, context: Context, triples: Iterable[Triple]) -> None:
        self._context = context
        self._left: dict[str, list[Triple]] = {}
        for triple in triples:
            self._left.setdefault(rdf.plain(triple.subject), []).append(triple)

    def tree(self, subject: str) -> Document:
        """The node of *subject*, with the nodes nested in it that hang on its IRI (``…#period``)."""
        node: Document = {"id": subject}
        parts = subject.partition("#")[0] + "#"
        for triple in self._left.pop(subject, ()):
            # the engine makes a term anew each time it is asked for it
            predicate, said = triple.predicate.value, triple.object
            if predicate == _TYPE and isinstance(said, NamedNode):
                node.setdefault("type", []).append(self._context.prefixed(said.value))
            else:
                self._add(node, predicate, said, parts)
        return node

    def rest(self) -> list[Document]:
        """The nodes that nothing has taken yet."""
        return [self.tree(subject) for subject in list(self._left) if subject in self._left]

    def _add(self, node: Document, predicate: str, said: rdf.Term, parts: str) -> None:
        """Says it of *node*; what begins with *parts* is nested."""
        name, value, always_list = self._context.value(predicate, said)
        if isinstance(said, NamedNode):
            target = said.value
            if target.startswith(parts) and target in self._left:
                value = self.tree(target)
        if isinstance(value, _InLanguage):
            _add_to(node.setdefault(name, {}), value.language, value.text, always_list)
        else:
            _add_to(node, name, value, always_list)


class _InLanguage:
    """A text whose language is the key of a language map."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language


def _is_short(iri: str, namespace: str) -> bool:
    rest = iri.removeprefix(namespace)
    return rest != iri and _is_local(rest)


def _is_local(rest: str) -> bool:
    return rest.isascii() and rest.replace("-", "").replace("_", "").isalnum()


def _is_odd(namespace: str) -> bool:
    """Whether *namespace* ends within what others take for a name."""
    return not namespace.endswith(("/", "#"))


def _is_text(term: rdf.Term) -> bool:
    return isinstance(term, Literal) and (bool(term.language) or term.datatype.value == XSD_STRING)


def _add_to(node: Document, name: str, value: Any, always_list: bool) -> None:
    if name not in node:
        node[name] = [value] if always_list else value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]


def _compact_value(term: rdf.Term, definition: Mapping[str, Any]) -> Any:
    coerced = definition.get("@type")
    if not isinstance(term, Literal):
        iri = rdf.plain(term)
        return iri if coerced == "@id" else {"id": iri}
    if term.language:
        by_language = "@language" in definition.get("@container", [])
        in_language = {"@value": term.value, "@language": term.language}
        return _InLanguage(term.value, term.language) if by_language else in_language
    datatype = term.datatype.value
    # in a language map a text without language has the key @none
    if "@language" in definition.get("@container", []):
        return _InLanguage(term.value, "@none")
    if datatype == (coerced or XSD_STRING):
        return term.value
    return {"@value": term.value, "@type": datatype}


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
