"""Content negotiation (RFC 9110, section 12): which representation a client gets."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.http import parse_accept_header, parse_options_header

from lod import rdf
from lod.store.base import CSV, SPARQL_JSON, SPARQL_XML, TSV


@dataclass(frozen=True, slots=True)
class Representation:
    """One way to write a resource or an answer.

    Args:
        media_type: As it stands in Content-Type, without parameters.
        extension: Of its own address (``ttl``), empty without one.
        also: Other media types by which clients ask for it.
        gives_triples: Whether it writes a graph.
    """

    media_type: str
    extension: str
    also: tuple[str, ...] = ()
    gives_triples: bool = True

    @property
    def content_type(self) -> str:
        """The value of Content-Type."""
        # JSON and N-Triples are UTF-8 by definition and define no charset parameter
        textual = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if textual else self.media_type


HTML = Representation("text/html", "html", ("application/xhtml+xml",), gives_triples=False)
TURTLE = Representation(rdf.TURTLE, "ttl", ("application/x-turtle", "application/turtle"))
JSON_LD = Representation(rdf.JSON_LD, "jsonld", ("application/json",))
N_TRIPLES = Representation(rdf.N_TRIPLES, "nt", ("text/plain",))
RDF_XML = Representation(rdf.RDF_XML, "rdf", ("application/xml", "text/xml"))
RESULTS_JSON = Representation(SPARQL_JSON, "json", ("application/json",), gives_triples=False)
RESULTS_XML = Representation(SPARQL_XML, "xml", ("application/xml", "text/xml"), gives_triples=False)
RESULTS_CSV = Representation(CSV, "csv", (), gives_triples=False)
RESULTS_TSV = Representation(TSV, "tsv", (), gives_triples=False)

# the first is what a client gets that accepts anything
DOCUMENTS = (TURTLE, HTML, JSON_LD, N_TRIPLES, RDF_XML)
SOLUTIONS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
GRAPHS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)


def by_extension(extension: str, offered: Sequence[Representation]) -> Representation | None:
    """The representation whose address ends in *extension*."""
    return next((r for r in offered if r.extension == extension), None)


def choose(accept: str | None, offered: Sequence[Representation]) -> Representation | None:
    """The offered representation that the client likes best; of equals the first; None if it accepts none.

    Args:
        accept: The Accept header; None or empty means that anything will do (RFC 9110, 12.5.1).
        offered: What there is, best first.
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = [_Range.of(text, quality) for text, quality in parse_accept_header(accept)]
    best, best_quality = None, 0.0
    for representation in offered:
        quality = max(_quality(ranges, t) for t in (representation.media_type, *representation.also))
        if quality > best_quality:
            best, best_quality = representation, quality
    return best


@dataclass(frozen=True, slots=True)
class _Range:
    """One media range of an Accept header; parameters such as ``profile`` do not exclude a type."""

    type: str
    subtype: str
    quality: float

    @classmethod
    def of(cls, text: str, quality: float) -> "_Range":
        media, _ = parse_options_header(text)
        kind, _, subtype = media.strip().lower().partition("/")
        return cls(kind, subtype, quality)

    def precision(self, media_type: str) -> int:
        """2 for the type itself, 1 for ``text/*``, 0 for ``*/*``, -1 if it does not fit."""
        kind, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (kind, subtype):
            return 2
        if (self.type, self.subtype) == (kind, "*"):
            return 1
        return 0 if (self.type, self.subtype) == ("*", "*") else -1


def _quality(ranges: Sequence[_Range], media_type: str) -> float:
    """The quality of the most precise range that fits (RFC 9110, 12.5.1); 0 if none does."""
    fitting = [(r.precision(media_type), r.quality) for r in ranges if r.precision(media_type) >= 0]
    return max(fitting, default=(0, 0.0))[1]
