"""The ways to have a dataset: files, by address, by query."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from lod.catalog.entries import Distribution
from lod.catalog.facts import Facts, SourceFacts
from lod.dumps import Dump
from lod.iris import Iris
from lod.ontology import Texts

_COVERS: Mapping[str, Texts] = MappingProxyType(
    {
        "data": {"it": "tutti i dati", "en": "all data"},
        "vocabularies": {"it": "ontologia e vocabolari", "en": "ontology and vocabularies"},
        "all": {"it": "dati, ontologia e vocabolari", "en": "data, ontology and vocabularies"},
    }
)
_A_TABLE = {"it": "tabella con una riga per processo", "en": "a table with one row a process"}
_OF_ONE_SOURCE: Mapping[str, Texts] = MappingProxyType(
    {"data": {"it": "dati delle schede di una sola fonte", "en": "data of the records of one source"}}
)
_NOT_OF_ONE = ("vocabularies", "all")
_COMPRESSED = {"gzip": "gzip", "zstd": "Zstandard"}


def of_release(facts: Facts, release: str, iri: str, dumps: Iterable[Dump]) -> tuple[Distribution, ...]:
    """The files of a release that is kept.

    Args:
        facts: Where the site is reached.
        release: Id of the release.
        iri: IRI of the dataset.
        dumps: The files.
    """
    start = f"{facts.public_url}releases/{release}/"
    return tuple(_file(f"{iri}-", start, dump, facts, is_fixed=True) for dump in dumps)


def of_source(
    facts: Facts, source: SourceFacts, iri: str, iris: Iris, dumps: Iterable[Dump]
) -> tuple[Distribution, ...]:
    """By address, by query, and as files where these hold nothing but what the source gave.

    Args:
        facts: Where the site is reached, and which sources there are.
        source: The source.
        iri: IRI of its dataset.
        iris: The publisher's IRIs.
        dumps: The files of the current release.
    """
    url = facts.public_url
    ways = [
        Distribution(
            f"{iri}#by-address",
            {"it": "Per indirizzo", "en": "By address"},
            {
                "it": "Descrizione del dataset; ogni processo ha il proprio indirizzo, in tutti i formati.",
                "en": "The description of the dataset; each process has its own address, in all formats.",
            },
            f"{url}doc/dataset/{source.name}.ttl",
            "RDF_TURTLE",
            "text/turtle",
            service=f"{iris.catalogue}#dereferencing",
        ),
        Distribution(
            f"{iri}#by-query",
            {"it": "Con SPARQL", "en": "By SPARQL"},
            {
                "it": "Interrogazioni SPARQL su tutti i dati pubblicati.",
                "en": "SPARQL queries over all data that are published.",
            },
            f"{url}sparql",
            "SPARQLQ",
            service=iris.endpoint,
        ),
    ]
    own = "" if len(facts.sources) == 1 else source.name
    # of the two compressions that which every portal unpacks
    files = [d for d in dumps if d.source == own and d.covers not in _NOT_OF_ONE and d.compression != "zstd"]
    return (*ways, *(_file(f"{iri}#", url, dump, facts, is_fixed=False) for dump in files))


def _covered(dump: Dump, facts: Facts) -> Texts:
    """What a file holds; of one source alone, whose."""
    covers = _COVERS.get(dump.covers, _A_TABLE)
    if not dump.source:
        return covers
    title = next((source.title for source in facts.sources if source.name == dump.source), dump.source)
    texts = _OF_ONE_SOURCE.get(dump.covers, covers)
    return {language: f"{text}: {title}" for language, text in texts.items()}


def _file(start: str, url: str, dump: Dump, facts: Facts, *, is_fixed: bool) -> Distribution:
    name = dump.path.rpartition("/")[2]
    address = url + dump.path
    compressed = f", {_COMPRESSED[dump.compression]}" if dump.compression else ""
    covers = _covered(dump, facts)
    return Distribution(
        start + name,
        dict.fromkeys(covers, name),
        {
            language: f"{text[0].upper()}{text[1:]} ({dump.media_type}{compressed})."
            for language, text in covers.items()
        },
        address,
        dump.file_type,
        dump.media_type,
        address,
        dump.compression,
        dump.bytes,
        dump.sha256,
        is_fixed=is_fixed,
    )
