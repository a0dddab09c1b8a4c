"""Content negotiation (RFC 9110, section 12): which representation a client gets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.http import parse_accept_header, parse_options_header

from lod import rdf
from lod.store.base import CSV, SPARQL_JSON, SPARQL_XML, TSV

MAX_HEADER_CHARACTERS = 4_000
MAX_RANGES = 100
# clients ask in few ways
_MAX_CHOICES = 256
PROFILES = "http://www.w3.org/ns/json-ld#"
# an IRI is no token, and should be quoted; many clients do not
_UNQUOTED = re.compile(r"(?<=[;\s])profile=([^\"\s;,]+)", re.IGNORECASE)
_CODING_NAMES = {"x-gzip": "gzip"}
# how precisely a range names a representation (RFC 9110, 12.5.1)
_PROFILE, _TYPE, _SUBTYPES, _ANYTHING, _NOT_AT_ALL = 3, 2, 1, 0, -1


@dataclass(frozen=True, slots=True, eq=False)
class Representation:
    """One way to write a resource or an answer; each is made once, and known by being the same.

    Args:
        media_type: As it stands in Content-Type, without parameters.
        extension: Of its own address (``ttl``), empty without one.
        also: Other media types by which clients ask for it.
        gives_triples: Whether it writes a graph.
        profile: IRI of the form of JSON-LD that it is, empty for other formats.
    """

    media_type: str
    extension: str
    also: tuple[str, ...] = ()
    gives_triples: bool = True
    profile: str = ""

    @property
    def content_type(self) -> str:
        """The value of Content-Type."""
        if self.profile:
            return f'{self.media_type}; profile="{self.profile}"'
        # JSON and N-Triples are UTF-8 by definition and define no charset parameter
        textual = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if textual else self.media_type

    @property
    def names(self) -> tuple[str, ...]:
        """All media types by which it can be asked for."""
        return (self.media_type, *self.also)


HTML = Representation("text/html", "html", ("application/xhtml+xml",), gives_triples=False)
TURTLE = Representation(rdf.TURTLE, "ttl", ("application/x-turtle", "application/turtle"))
JSON_LD = Representation(rdf.JSON_LD, "jsonld", ("application/json",), profile=PROFILES + "compacted")
EXPANDED = Representation(rdf.JSON_LD, "expanded.jsonld", ("application/json",), profile=PROFILES + "expanded")
FLATTENED = Representation(rdf.JSON_LD, "flattened.jsonld", ("application/json",), profile=PROFILES + "flattened")
N_TRIPLES = Representation(rdf.N_TRIPLES, "nt", ("text/plain",))
RDF_XML = Representation(rdf.RDF_XML, "rdf", ("application/xml", "text/xml"))
TRIG = Representation(rdf.TRIG, "trig", ("application/x-trig",))
N_QUADS = Representation(rdf.N_QUADS, "nq", ("text/x-nquads",))
RESULTS_JSON = Representation(SPARQL_JSON, "json", ("application/json",), gives_triples=False)
RESULTS_XML = Representation(SPARQL_XML, "xml", ("application/xml", "text/xml"), gives_triples=False)
RESULTS_CSV = Representation(CSV, "csv", (), gives_triples=False)
RESULTS_TSV = Representation(TSV, "tsv", (), gives_triples=False)
JSON = Representation("application/json", "json", gives_triples=False)
ACTIVITIES = Representation("application/activity+json", "", gives_triples=False)
SARIF = Representation("application/sarif+json", "sarif", gives_triples=False)
OPENAPI = Representation("application/vnd.oai.openapi+json", "", gives_triples=False)

# the first is what a client gets that accepts anything
DOCUMENTS = (TURTLE, HTML, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS, EXPANDED, FLATTENED)
# what a page offers to people
SHOWN = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
# self-contained: a harvester that cannot fetch our context reads it too
PLAIN_JSON_LD = Representation(rdf.JSON_LD, "jsonld", ("application/json",))
CATALOGUES = (TURTLE, HTML, RDF_XML, PLAIN_JSON_LD, N_TRIPLES)
COMPARISONS = (TRIG, HTML, N_QUADS)
TERMS = (TURTLE, N_TRIPLES, RDF_XML)
CHANGES = (TRIG, HTML, N_QUADS, JSON)
STREAMED = (TRIG, N_QUADS)
FINDINGS = (HTML, JSON, RESULTS_CSV, SARIF)
SOLUTIONS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
# of JSON-LD the engine writes the expanded form
GRAPHS = (TURTLE, N_TRIPLES, RDF_XML, EXPANDED)


def by_extension(extension: str, offered: Sequence[Representation]) -> Representation | None:
    """The representation whose address ends in *extension*."""
    return next((r for r in offered if r.extension == extension), None)


def without_extension(path: str, offered: Sequence[Representation]) -> tuple[str, Representation | None]:
    """*path* before the extension of a representation, and that one; None where it ends in no extension of ours."""
    fitting = [r for r in offered if path.endswith("." + r.extension)]
    if not fitting:
        return path, None
    longest = max(fitting, key=lambda r: len(r.extension))
    return path.removesuffix("." + longest.extension), longest


def listed(offered: Sequence[Representation]) -> str:
    """The media types that there are, as a refusal names them."""
    return ", ".join(r.content_type if r.profile else r.media_type for r in offered)


def is_absurd(header: str) -> bool:
    """Whether a header of choices is longer than any honest client's: it is refused, not read in part."""
    return len(header) > MAX_HEADER_CHARACTERS or header.count(",") >= MAX_RANGES


@lru_cache(_MAX_CHOICES)
def choose(accept: str | None, offered: tuple[Representation, ...]) -> Representation | None:
    """The offered representation that the client likes best; of equals the first; None if it accepts none.

    Args:
        accept: The Accept header; None or empty means that anything will do (RFC 9110, 12.5.1).
        offered: What there is, best first.
    """
    if not accept or not accept.strip():
        return offered[0]
    if is_absurd(accept):
        return None
    quoted = _UNQUOTED.sub(r'profile="\1"', accept)
    ranges = [_Range.of(text, quality) for text, quality in parse_accept_header(quoted)]
    best, best_quality = None, 0.0
    for representation in offered:
        quality = _quality(ranges, representation, offered)
        if quality > best_quality:
            best, best_quality = representation, quality
    return best


@lru_cache(_MAX_CHOICES)
def choose_coding(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """The content coding that the client likes best; of equals the first; empty for none; None if it accepts nothing.

    Args:
        accept: The Accept-Encoding header; None or empty means without coding (RFC 9110, 12.5.3).
        offered: The codings that there are, best first.
    """
    qualities = {_CODING_NAMES.get(name.lower(), name.lower()): q for name, q in parse_accept_header(accept)}
    others = qualities.get("*", 0.0)
    best = max(offered, key=lambda coding: qualities.get(coding, others), default="")
    quality = qualities.get(best, others) if best else 0.0
    # without coding is acceptable unless it is excluded, and wanted only where it is said to be
    if quality and quality >= qualities.get("identity", 0.0):
        return best
    return "" if qualities.get("identity", others if "*" in qualities else 1.0) else None


@dataclass(frozen=True, slots=True)
class _Range:
    """One media range of an Accept header; of its parameters only JSON-LD's ``profile`` counts."""

    type: str
    subtype: str
    profiles: tuple[str, ...]
    quality: float

    @classmethod
    def of(cls, text: str, quality: float) -> "_Range":
        media, parameters = parse_options_header(text)
        kind, _, subtype = media.strip().lower().partition("/")
        return cls(kind, subtype, tuple(parameters.get("profile", "").split()), quality)

    def precision(self, representation: Representation, offered: Sequence[Representation]) -> int:
        """How precisely it names *representation*, which is one of *offered*."""
        name = f"{self.type}/{self.subtype}"
        if name in representation.names:
            # a profile that nothing here has excludes nothing: the client gets the first form
            known = [r.profile for r in offered if r.profile and name in r.names]
            wanted = next((profile for profile in self.profiles if profile in known), "")
            if not wanted:
                return _TYPE
            return _PROFILE if representation.profile == wanted else _NOT_AT_ALL
        if name == representation.media_type.partition("/")[0] + "/*":
            return _SUBTYPES
        return _ANYTHING if name == "*/*" else _NOT_AT_ALL


def _quality(ranges: Sequence[_Range], representation: Representation, offered: Sequence[Representation]) -> float:
    """The quality of the most precise range that fits (RFC 9110, 12.5.1); 0 if none does."""
    fitting = [(precision, r.quality) for r in ranges if (precision := r.precision(representation, offered)) >= 0]
    return max(fitting, default=(_ANYTHING, 0.0))[1]
