"""The figures of a release, counted in one walk."""

import json

import pytest

from lod.catalog.statistics import Statistics, counted

BASE = "https://data.example.org/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PERIOD = "<http://purl.org/dc/terms/PeriodOfTime>"
START = "<http://www.w3.org/ns/dcat#startDate>"
XSD = "http://www.w3.org/2001/XMLSchema#"
SAME = "<http://www.w3.org/2002/07/owl#sameAs>"


def figures(*statements: str) -> Statistics:
    """Those of statements about ``er-1``, a thing of the source ``uno``."""
    return counted([f"{s} .\n".encode() for s in statements], BASE, ["process"], {"uno": "er", "due": "er2"})


def thing(key: str, part: str = "") -> str:
    """A process or a part of it, as N-Triples have it."""
    return f"<{BASE}id/process/{key}{part}>"


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (f'"2020"^^<{XSD}gYear>', ("2020-01-01", "2020-12-31")),
        (f'"2020-02"^^<{XSD}gYearMonth>', ("2020-02-01", "2020-02-29")),
        (f'"2020-02-10"^^<{XSD}date>', ("2020-02-10", "2020-02-10")),
        (f'"2020-02-10T10:00:00Z"^^<{XSD}dateTime>', ("2020-02-10", "2020-02-10")),
        (f'"0000"^^<{XSD}gYear>', ("0000-01-01", "0000-12-01")),
        (f'"soon"^^<{XSD}gYear>', None),
        ('"2020"', None),
        (f'"12"^^<{XSD}integer>', None),
    ],
)
def test_a_period_has_a_first_and_a_last_day(value: str, days: tuple[str, str] | None) -> None:
    """Of years, months, days and moments; what is no date is none."""
    found = figures(
        f"{thing('er-1')} {TYPE} <https://x.example/Process>",
        f"{thing('er-1', '#period')} {TYPE} {PERIOD}",
        f"{thing('er-1', '#period')} {START} {value}",
    )

    assert found.periods.get("uno") == days


def test_a_source_has_what_begins_with_its_prefix() -> None:
    """And not what begins with a longer one."""
    found = figures(*(f"{thing(key)} {TYPE} <https://x.example/Process>" for key in ("er-1", "er-2", "er2-1", "x-1")))

    assert found.records == {"uno": 2, "due": 1}
    assert (found.entities, found.subjects, found.triples) == (4, 4, 4)


def test_links_lead_elsewhere() -> None:
    """By the property and by what the addresses of a dataset have in common; those to ourselves are none."""
    found = figures(
        f"{thing('er-1')} {SAME} <http://www.wikidata.org/entity/Q1>",
        f"{thing('er-1')} {SAME} <https://sws.geonames.org/1/>",
        f"{thing('er-1')} {SAME} {thing('er-2')}",
        f"{thing('er-1')} <https://x.example/page> <https://x.example/a>",
    )

    assert {space: count for _, space, count in found.links} == {
        "http://www.wikidata.org/entity/": 1,
        "https://sws.geonames.org/": 1,
    }


def test_figures_come_back_from_json() -> None:
    """As they were written."""
    found = figures(f"{thing('er-1')} {SAME} <http://www.wikidata.org/entity/Q1>")

    assert Statistics.of_json(json.loads(json.dumps(found.as_json()))) == found
