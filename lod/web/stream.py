"""The event stream (LDES): the statements of its root, and of each page of versions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from lod.history import Version
from lod.iris import Iris
from lod.rdf import RDF_TYPE, XSD, Literal, NamedNode, Quad, Term
from lod.web.past import Kept

MEMBERS = 100
POLLING_INTERVAL_S = 3600
_LDES = "https://w3id.org/ldes#"
_TREE = "https://w3id.org/tree#"
_SH = "http://www.w3.org/ns/shacl#"
_AS = "https://www.w3.org/ns/activitystreams#"
_DCT = "http://purl.org/dc/terms/"
_CREATED = NamedNode(_DCT + "created")
_VERSION_OF = NamedNode(_DCT + "isVersionOf")
PREFIXES = {"ldes": _LDES, "tree": _TREE, "sh": _SH, "as": _AS, "dct": _DCT, "xsd": XSD}

Statement = tuple[str, str, Term]


class Stream:
    """The stream of one publisher.

    Args:
        iris: The publisher's IRIs.
    """

    def __init__(self, iris: Iris) -> None:
        self._iris = iris
        self.root = f"{iris.base}changes"
        self.iri = f"{self.root}#stream"

    def page(self, release: str, *, whole: bool, number: int = 1) -> str:
        """Address of a page: of what a release changed, or of all that it says."""
        start = self._iris.release(release) + ("/all" if whole else "")
        return f"{start}?page={number}" if number > 1 else start

    def of_root(self, kept: Sequence[Kept]) -> list[Quad]:
        """What a client must know of the stream, and where its pages begin.

        Args:
            kept: All that the first of these releases says comes first, then what each later one changed.
        """
        return list(_quads([*self._described(), *self._relations(kept)]))

    def of_page(self, node: str, following: str, versions: Iterable[tuple[Version, Iterable[Quad]]]) -> list[Quad]:
        """One page: its versions, each with its statements in a graph of its own name.

        Args:
            node: Address of the page.
            following: Address of the next one, empty after the last one.
            versions: What each document says since when, and the statements as quads without graph.
        """
        said: list[Statement] = [
            (node, RDF_TYPE.value, NamedNode(_TREE + "Node")),
            (node, _LDES + "immutable", _typed("true", "boolean")),
        ]
        if following:
            said += _relation(node, "next", following, "Relation")
        quads = list(_quads(said))
        for version, statements in versions:
            member = NamedNode(self.member(version))
            quads += _quads(self._member(version))
            quads += [Quad(s, p, o, member) for s, p, o, _ in statements]
        return quads

    def member(self, version: Version) -> str:
        """The IRI of a version of a document: its memento."""
        return self._iris.version(version.since.id, version.document)

    def _member(self, version: Version) -> Iterator[Statement]:
        member = self.member(version)
        yield self.iri, _TREE + "member", NamedNode(member)
        yield member, RDF_TYPE.value, NamedNode(_AS + ("Delete" if version.is_gone else "Update"))
        yield member, _VERSION_OF.value, NamedNode(version.document)
        yield member, _CREATED.value, moment(version.since.issued)

    def _described(self) -> Iterator[Statement]:
        shape, retention = f"{self.root}#member", f"{self.root}#retention"
        yield self.iri, RDF_TYPE.value, NamedNode(_LDES + "EventStream")
        yield self.iri, _TREE + "view", NamedNode(self.root)
        yield self.iri, _TREE + "shape", NamedNode(shape)
        yield self.iri, _LDES + "timestampPath", _CREATED
        yield self.iri, _LDES + "versionOfPath", _VERSION_OF
        yield self.iri, _LDES + "versionUpdateObject", NamedNode(_AS + "Update")
        yield self.iri, _LDES + "versionDeleteObject", NamedNode(_AS + "Delete")
        yield self.iri, _LDES + "pollingInterval", _typed(str(POLLING_INTERVAL_S), "integer")
        yield self.root, RDF_TYPE.value, NamedNode(_TREE + "Node")
        yield self.root, _LDES + "retentionPolicy", NamedNode(retention)
        yield retention, RDF_TYPE.value, NamedNode(_LDES + "RetentionPolicy")
        yield retention, RDF_TYPE.value, NamedNode(_LDES + "LatestVersionSubset")
        yield retention, _LDES + "versionAmount", _typed("1", "integer")
        yield retention, _LDES + "amount", _typed("1", "integer")
        yield shape, RDF_TYPE.value, NamedNode(_SH + "NodeShape")
        for name, path, key, value in (
            ("of", _VERSION_OF, "nodeKind", NamedNode(_SH + "IRI")),
            ("created", _CREATED, "datatype", NamedNode(XSD + "dateTime")),
        ):
            prop = f"{shape}-{name}"
            yield shape, _SH + "property", NamedNode(prop)
            yield prop, _SH + "path", path
            yield prop, _SH + key, value
            yield prop, _SH + "minCount", _typed("1", "integer")
            yield prop, _SH + "maxCount", _typed("1", "integer")

    def _relations(self, kept: Sequence[Kept]) -> Iterator[Statement]:
        for number, one in enumerate(kept):
            node = self.page(one.past.id, whole=number == 0)
            yield from _relation(self.root, f"until-{one.past.id}", node, "LessThanOrEqualTo", one.past.issued)
            if number:
                yield from _relation(self.root, f"from-{one.past.id}", node, "GreaterThanOrEqualTo", one.past.issued)


def moment(time: datetime) -> Literal:
    """*time* as RDF has it, with its zone."""
    return _typed(time.strftime("%Y-%m-%dT%H:%M:%SZ"), "dateTime")


def _relation(node: str, name: str, to: str, kind: str, value: datetime | None = None) -> Iterator[Statement]:
    relation = f"{node}#{name}"
    yield node, _TREE + "relation", NamedNode(relation)
    yield relation, RDF_TYPE.value, NamedNode(_TREE + (f"{kind}Relation" if value else kind))
    yield relation, _TREE + "node", NamedNode(to)
    if value:
        yield relation, _TREE + "path", _CREATED
        yield relation, _TREE + "value", moment(value)


def _quads(statements: Iterable[Statement]) -> Iterator[Quad]:
    return (Quad(NamedNode(subject), NamedNode(predicate), term) for subject, predicate, term in statements)


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))
