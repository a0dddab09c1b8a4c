"""Lines: N-Triples of a mapped document are what JSON-LD makes of it."""

from dataclasses import replace

import pytest

from lod import rdf
from lod.config import OSSERVATORIO, Settings
from lod.findings import Origin
from lod.iris import Iris
from lod.jsonld import Context
from lod.lines import Lines
from lod.linking import Linker
from lod.mapping import Mapper
from lod.model import Model
from lod.record import Record, Value
from lod.sources import reference
from lod.sources.readers import read

BASE = "https://w3id.org/propar/"
TEXTS = (
    'di "virgolette" e \\barre\\ \\u0041',
    "più righe\ncon\ttabulazione\r\n",
    "\x00\x07\x1b\x7f\x85\u2028\ufeff\ufffe",
    "«città» 🏛 e\u0301",
)


@pytest.fixture(scope="module")
def context(model: Model) -> Context:
    return Context(model, BASE + "context.jsonld")


@pytest.fixture(scope="module")
def mapper(model: Model, context: Context) -> Mapper:
    return Mapper(model, Iris(), context)


def record(fields: dict[str, Value]) -> Record:
    return Record("Process", "er-1", Origin("1.txt", 1), {name: (value,) for name, value in fields.items()})


def test_lines_of_the_sample_are_what_json_ld_says(mapper: Mapper, context: Context) -> None:
    """The standard's own algorithm is the judge of our shortcut, over every record and every reference table."""
    tables = reference.load(Settings().reference_dir)
    linker = Linker(tables, Iris())
    records = [item for item in read(OSSERVATORIO) if isinstance(item, Record)]
    linked = [linker.link(one, mapper.links(one.shape))[0] for one in [*records, *tables.records.values()]]
    documents = [mapper.map(one).document for one in linked]
    lines = Lines(context)

    assert len(documents) > 400
    assert [set(lines.triples(one)) for one in documents] == [set(context.triples([one])) for one in documents]
    assert [set(rdf.read(lines.of(one).encode(), rdf.N_TRIPLES)) for one in documents] == [
        set(context.triples([one])) for one in documents
    ]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_survives(mapper: Mapper, context: Context, text: str) -> None:
    """Quotes, backslashes, line ends, controls: the literal is the text, character for character."""
    said = record({"title": Value(text, 1), "mapImage": Value(text, 1)})
    triples = Lines(context).triples(mapper.map(said).document)

    assert [rdf.plain(t.object) for t in triples].count(text) == 2


@pytest.mark.parametrize(
    "address", ["http://example.org/[", "http://example.org/%zz", "http://[::1/", "http://a:99999/"]
)
def test_a_broken_address_is_left_to_json_ld(mapper: Mapper, context: Context, address: str) -> None:
    """What passes our pattern and is no IRI cannot make us say otherwise than the standard."""
    document = mapper.map(record({"title": Value("T", 1), "page": Value(address, 1)})).document

    assert set(Lines(context).triples(document)) == set(context.triples([document]))


def test_a_language_and_several_datatypes_are_written(mapper: Mapper, context: Context) -> None:
    """A text in another language, and a day where a year is allowed, too."""
    said = record(
        {"title": Value("Title", 1, language="en-GB"), "temporal.endDate": Value("2020", 1, datatype="gYear")}
    )
    document = mapper.map(replace(said, key="er-2")).document

    assert set(Lines(context).triples(document)) == set(context.triples([document]))
    assert {'"Title"@en-gb', '"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>'} <= {
        str(t.object) for t in Lines(context).triples(document)
    }
