"""The second reader: rdflib, which has written no dump and stores nothing of what it reads here."""

from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Self

import rdflib
from rdflib.plugin import PluginException

from lod.rdf import RDF_XML, TURTLE, XSD, Literal, NamedNode, Triple
from lod.release.reading import Reading, of_all

_FORMS = MappingProxyType({TURTLE: "turtle", RDF_XML: "xml"})
# what two dumps have in common is read once: some megabytes of them
_REMEMBERED = 64
_DECIMAL = f"{XSD}decimal"
_Statement = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]


@lru_cache(_REMEMBERED)
def reading(piece: bytes, media_type: str) -> Reading:
    """What a piece of Turtle or RDF/XML says, as `lines` has it.

    Raises:
        SyntaxError, SAXException, ValueError: rdflib cannot read it.
    """
    return of_all([lines(piece.decode(), _FORMS[media_type])])


def lines(text: str, form: str) -> list[str]:
    """The statements of a text, as lines of N-Triples in the spelling of our store.

    Args:
        text: The text.
        form: What rdflib calls its format.

    Raises:
        SyntaxError, SAXException, ValueError: rdflib cannot read it.
    """
    before = rdflib.NORMALIZE_LITERALS
    # else "007" becomes "7"
    rdflib.NORMALIZE_LITERALS = False
    try:
        graph = _graph(text, form)
    except PluginException as error:
        raise ValueError(f"rdflib knows no {form}") from error
    finally:
        rdflib.NORMALIZE_LITERALS = before
    return [f"{Triple(_term(s), _term(p), _term(o))} ." for s, p, o in graph]  # type: ignore[arg-type]


class _Told(rdflib.Graph):
    """A graph that only notes what its parser tells it: three times as fast as one that can be asked."""

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self.statements: list[_Statement] = []

    def add(self, triple: _Statement) -> Self:
        """Notes a statement."""
        self.statements.append(triple)
        return self


def _graph(text: str, form: str) -> list[_Statement]:
    if form == "json-ld":
        # its parser asks the graph what it has
        return list(rdflib.Graph(bind_namespaces="none").parse(data=text, format=form))
    told = _Told()
    told.parse(data=text, format=form)
    return told.statements


def _term(term: rdflib.term.Node) -> NamedNode | Literal:
    if not isinstance(term, rdflib.Literal):
        return NamedNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    text = str(term)
    if text.count("E") and str(term.datatype) == _DECIMAL:
        # rdflib spells what Turtle writes without quotes as Python does: a small one with an exponent
        text = f"{Decimal(text):f}"
    return Literal(text, datatype=NamedNode(str(term.datatype)) if term.datatype else None)
