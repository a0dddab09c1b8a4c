"""Reading a release again: how many statements there are, and which.

N-Triples are checked against the grammar of the standard, line by line; other formats are read by pyoxigraph. Where
time and memory do not matter all are read by rdflib, which has written none of them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

import rdflib
from rdflib.plugin import PluginException

from lod import rdf
from lod.rdf import JSON_LD, N_TRIPLES, Literal, NamedNode, Triple
from lod.release import listed
from lod.store.embedded import EmbeddedStore

# one document of JSON-LD a line, whose context stands at an address: nothing is fetched, it is put in its place
JSON_LINES = "application/x-ndjson"
_BLOCK_BYTES = 1 << 20
_DOCUMENTS_AT_ONCE = 1_000

_ESCAPED = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI = rf'<[A-Za-z][A-Za-z0-9+.-]*:(?:[^\x00-\x20<>"{{}}|^`\\]++|{_ESCAPED})*+>'
_BLANK = r"_:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
_TEXT = rf'"(?:[^"\\\n\r]++|\\[tbnrf"\'\\]|{_ESCAPED})*+"(?:\^\^{_IRI}|@[A-Za-z]+(?:-[A-Za-z0-9]+)*+)?'
_LINE = rf"(?:{_IRI}|{_BLANK}) {_IRI} (?:{_IRI}|{_BLANK}|{_TEXT}) \."
# possessive: in linear time; a block is one match, a hundred times as fast as a match for each line
_LINES = re.compile(rf"(?:{_LINE}\n)*+")
_ONE_LINE = re.compile(rf"{_LINE}\n")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    Args:
        count: How many statements.
        digest: A number that follows from them, whatever their order; it can be compared within this process only.
    """

    count: int = 0
    digest: int = 0

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(self.count + other.count, self.digest + other.digest)


def of_store(store: EmbeddedStore) -> Reading:
    """All that a store holds, read triple by triple: its length alone does not notice a damaged one.

    Raises:
        StoreError: it cannot be read.
    """
    return _reading([_line(triple)] for triple in store.triples())


def of_n_triples(stream: IO[bytes], beginnings: tuple[str, ...]) -> tuple[Reading, Reading]:
    """What N-Triples say of subjects that begin with one of *beginnings*, and of all others.

    Raises:
        SyntaxError: a line is none.
    """
    starts = tuple(f"<{beginning}" for beginning in beginnings)
    some = others = Reading()
    for lines in _checked(stream):
        chosen = [line for line in lines if line.startswith(starts)]
        both, part = _reading([lines]), _reading([chosen])
        some += part
        others += Reading(both.count - part.count, both.digest - part.digest)
    return some, others


def of_stream(stream: IO[bytes], media_type: str, context: Mapping[str, Any], *, deep: bool = False) -> Reading:
    """All that a dump says.

    Args:
        stream: Its bytes, without compression.
        media_type: What they are; one of `lod.rdf`, or `JSON_LINES`.
        context: The published context, for lines of JSON-LD.
        deep: Whether rdflib reads it: some 60,000 statements a second, and 1 kB of memory for each but in formats that
            go line by line.

    Raises:
        SyntaxError, ValueError: it is not what it says it is.
    """
    if media_type == N_TRIPLES:
        checked = _checked(stream)
        return _reading(_by_rdflib("\n".join(lines), "nt") for lines in checked) if deep else _reading(checked)
    if media_type == JSON_LINES:
        read = _by_rdflib if deep else _by_pyoxigraph
        return _reading(read(text, "json-ld") for text in _joined(listed.lines(stream), context["@context"]))
    if media_type == JSON_LD and not deep:
        # pyoxigraph would hold all of it, at seven times its size
        head, documents = listed.opened(stream)
        return _reading(_by_pyoxigraph(text, "json-ld") for text in _joined(documents, head["@context"]))
    if deep:
        return _reading([_by_rdflib(stream.read().decode(), media_type)])
    return _reading([_line(triple)] for triple in rdf.read(stream, media_type))


def _reading(blocks: Iterable[list[str]]) -> Reading:
    count = digest = 0
    for lines in blocks:
        count += len(lines)
        digest += sum(map(hash, lines))
    return Reading(count, digest)


def _line(triple: Triple) -> str:
    return f"{triple} ."


def _checked(stream: IO[bytes]) -> Iterator[list[str]]:
    """The lines of N-Triples, block by block, without what ends them.

    Raises:
        SyntaxError: one is none.
    """
    number = 0
    while lines := stream.readlines(_BLOCK_BYTES):
        text = b"".join(lines).decode()
        if not _LINES.fullmatch(text):
            wrong = next(n for n, line in enumerate(lines, number + 1) if not _ONE_LINE.fullmatch(line.decode()))
            raise SyntaxError(f"line {wrong} is no N-Triples")
        number += len(lines)
        yield text.split("\n")[:-1]


def _joined(documents: Iterator[dict[str, Any]], context: object) -> Iterator[str]:
    """Documents of some thousand each, with the context that they may only name."""
    while some := list(islice(documents, _DOCUMENTS_AT_ONCE)):
        graph = [{name: value for name, value in document.items() if name != "@context"} for document in some]
        yield json.dumps({"@context": context, "@graph": graph})


def _by_pyoxigraph(text: str, _form: str) -> list[str]:
    return [_line(triple) for triple in rdf.read(text.encode(), JSON_LD)]


def _by_rdflib(text: str, form: str) -> list[str]:
    """The statements of a text, as lines of N-Triples in the spelling of our store."""
    before = rdflib.NORMALIZE_LITERALS
    # else "007" becomes "7"
    rdflib.NORMALIZE_LITERALS = False
    try:
        graph = rdflib.Graph(bind_namespaces="none").parse(data=text, format=form)
    except PluginException as error:
        raise ValueError(f"rdflib knows no {form}") from error
    finally:
        rdflib.NORMALIZE_LITERALS = before
    return [_line(Triple(_term(s), _term(p), _term(o))) for s, p, o in graph]  # type: ignore[arg-type]


def _term(term: rdflib.term.Node) -> NamedNode | Literal:
    if not isinstance(term, rdflib.Literal):
        return NamedNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)
