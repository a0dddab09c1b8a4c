"""Mapping: what a record says becomes statements; what no field can hold is kept and told."""

import pytest

from lod.findings import Code, Origin, Severity
from lod.iris import Iris
from lod.jsonld import Context
from lod.mapping import Mapper
from lod.model import Model
from lod.record import Record, Unread, Value

BASE = "https://w3id.org/propar/"


@pytest.fixture(scope="module")
def mapper(model: Model) -> Mapper:
    return Mapper(model, Iris(), Context(model, BASE + "context.jsonld"))


def record(fields: dict[str, str], **more: object) -> Record:
    values = {name: (Value(text, 7, "Etichetta"),) for name, text in fields.items()}
    return Record("Process", "er-1", Origin("1.txt", 1), values, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scheme", "spelling", "concept"),
    [
        ("status", "Concluso", "concluso"),
        ("status", "IN CORSO", "in-corso"),
        ("nature", "Processo certificato non finanziato", "certificato-non-finanziato"),
        ("participationLevel", "INFORMAZIONE", "informazione"),
        ("participationLevel", "Co-progettazione", "progettazione-partecipata"),
        ("coDecision", "Si", "si"),
        ("coDecision", "Sì", "si"),
        ("cofunded", "Non prevista come premialità nel bando di riferimento", "non-previsto"),
        ("femalePresence", "Non indicato o dato non disponibile nelle fonti consultate", "non-disponibile"),
        (
            "guaranteeFunction",
            "Supervisione sull’imparzialità del conduttore del processo",
            "supervisione-imparzialita",
        ),
        (
            "guaranteeFunction",
            "Supervisione sull'imparzialità del conduttore del processo",
            "supervisione-imparzialita",
        ),
        ("professionalFigure", "Mediatori (Esterni)", "mediatori-esterni"),
        ("legalBasis", "Lr 20/2000", "lr-20-2000"),
        ("participantKind", "Gruppi di cittadini (non specificati)", "gruppi-cittadini"),
    ],
)
def test_codes_become_concepts(mapper: Mapper, scheme: str, spelling: str, concept: str) -> None:
    """However the source spells them."""
    mapped = mapper.map(record({scheme: spelling}))

    assert [value.rpartition("/")[2] for value in mapped.document[scheme]] == [concept]
    assert mapped.findings == []


def coded_fields(model: Model) -> list[str]:
    return [name for name, p in model.shapes["Process"].properties.items() if p.scheme]


def test_an_unknown_value_of_every_code_list_is_told_and_kept(mapper: Mapper, model: Model) -> None:
    """A warning with line, value and what was expected; the literal stays on the document."""
    for name in coded_fields(model):
        mapped = mapper.map(record({name: "Boh"}))
        (finding,) = mapped.findings
        (document,) = mapped.document["isPrimaryTopicOf"]

        assert (finding.code, finding.severity, finding.origin) == (
            Code.NOT_IN_LIST,
            Severity.WARNING,
            Origin("1.txt", 7),
        )
        assert (finding.field, finding.value) == (name, "Boh")
        assert finding.expected.startswith("one of: ")
        assert document["unmapped"] == ["Etichetta: Boh"]
        assert name not in mapped.document


def test_there_are_code_lists_to_try(model: Model) -> None:
    """The test above tries something."""
    assert len(coded_fields(model)) >= 15


def test_parts_get_hash_iris_and_point_back(mapper: Mapper) -> None:
    """No blank nodes; the document knows its topic."""
    mapped = mapper.map(record({"temporal.endDate": "2009", "isPrimaryTopicOf.modified": "2022-04-19"}))

    assert mapped.document["temporal"][0]["id"] == BASE + "id/process/er-1#period"
    assert mapped.document["isPrimaryTopicOf"][0]["primaryTopic"] == [BASE + "id/process/er-1"]


def test_items_are_told_apart_by_their_concept(mapper: Mapper) -> None:
    """Two bonuses are two assessments."""
    said = {"assessment[giovani].outcome": "Sì", "assessment[accessibilita].outcome": "No"}
    found = mapper.map(record(said)).document["assessment"]

    assert [(a["bonus"][0].rpartition("/")[2], a["outcome"][0].rpartition("/")[2]) for a in found] == [
        ("giovani", "si"),
        ("accessibilita", "no"),
    ]


def test_what_nobody_could_read_stands_on_the_document(mapper: Mapper) -> None:
    """With its label, as it was."""
    unread = (Unread("Costo", "tanto", 3), Unread("", "riga ignota", 4))
    mapped = mapper.map(record({}, unread=unread, not_captured=(Unread("Anno di avvio", "", 5),)))
    (document,) = mapped.document["isPrimaryTopicOf"]

    assert document["unmapped"] == ["Costo: tanto", "riga ignota"]
    assert document["notCaptured"] == ["Anno di avvio"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://user:pw@evil.example/",
        "http://a b/",
        "ftp://x/",
        "http://x/\u202ey",
        "http://x/" + "a" * 3000,
    ],
)
def test_an_address_that_is_none_is_kept_as_text(mapper: Mapper, address: str) -> None:
    """No link of ours leads where a script runs."""
    mapped = mapper.map(record({"page": address}))

    assert "page" not in mapped.document
    assert [f.code for f in mapped.findings] == [Code.NOT_UNDERSTOOD]
    assert mapped.document["isPrimaryTopicOf"][0]["unmapped"] == [f"Etichetta: {address}"]


def test_a_field_that_no_shape_has_is_a_broken_program(mapper: Mapper) -> None:
    """It is not dropped in silence."""
    with pytest.raises(KeyError):
        mapper.map(record({"noSuchField": "x"}))


def test_the_line_of_each_value_is_known(mapper: Mapper) -> None:
    """A finding of SHACL about a part leads to the line of the source."""
    mapped = mapper.map(record({"temporal.endDate": "2009"}))

    assert mapped.origins[BASE + "id/process/er-1#period", "endDate"][0].line == 7
