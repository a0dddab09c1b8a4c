"""What sources hold: every label, column and value has its place in ontology and code lists, or a reason why not."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import SKOS, Graph, Literal, URIRef

from lod.iris import VOCABULARIES
from lod.model import Model
from lod.sources.osservatorio import labels
from tests.conftest import ROOT

DOMAIN = ROOT.parent / "shared" / "domain"
TERRITORY = ROOT.parent / "shared" / "territory"
# the centre of Riva del Po stood 13 km east of its boundaries' middle
CORRECTED = {"44.940651": "44.953877", "12.08014": "11.91725"}
REFERENCE = ROOT / "data" / "reference"
WITH_THE_NOTES = pytest.mark.skipif(not DOMAIN.is_dir(), reason="the notes on the sources are not part of the project")
ROW = re.compile(r"\| (page|CSV export|Decidim) \| (.+?) \| (.+?) \|")
# what the notes call what stands in no line of its own
UNLABELLED = {"(title line)", "(line after the map image)", "Data ultima modifica: dd/mm/yyyy"}
SCHEMES = {
    "participants": "participant-kind",
    "award": "bonus",
    "nature": "nature",
    "participation_level": "participation-level",
}


def documented() -> Iterator[tuple[str, str, str]]:
    """Source, field and term of each row of the table."""
    yield from ROW.findall((ROOT / "ontology" / "README.md").read_text("utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_every_term_of_the_table_is_a_field(model: Model) -> None:
    """A shape describes it; where there is none the table says why."""
    described = {step for shape in model.shapes.values() for prop in shape.properties.values() for step in prop.path}
    for _, field, said in documented():
        terms = re.findall(r"`(\w+):(\w+)`", said)

        assert terms or said.startswith("none: "), field
        assert {model.prefixes[prefix] + name for prefix, name in terms} <= described, field


@WITH_THE_NOTES
def test_every_label_of_the_register_has_a_place() -> None:
    """In the reader's table or in the documented one."""
    told = ", ".join(field for source, field, _ in documented() if source != "Decidim")
    wanted = {row["label"] for row in rows(DOMAIN / "field-labels.csv")} - UNLABELLED

    assert {label for label in wanted if label not in labels.LABELS and label not in told} == set()
    assert len(wanted) > 55


@WITH_THE_NOTES
def test_every_field_of_decidim_has_a_place() -> None:
    """In the documented table."""
    text = (DOMAIN / "decidim-fields.txt").read_text("utf-8")
    listed = " ".join(text.splitlines()[1:5])
    wanted = set(
        re.findall(r"\b[a-z]+(?:_[a-z]+)*\b(?=[,{ ])", re.sub(r"\{[^}]*\}", " ", listed.partition("read:")[2]))
    )
    told = {name for source, field, _ in documented() if source == "Decidim" for name in field.split(", ")}

    assert wanted - told - {"memory"} == set()
    assert {"url", "target", "scopes_enabled", "short_description"} <= wanted


@WITH_THE_NOTES
def test_every_value_of_the_code_lists_is_a_concept(model: Model) -> None:
    """As the source spells it; what nobody has seen says so in a note."""
    for row in rows(DOMAIN / "code-lists.csv"):
        scheme = model.schemes[VOCABULARIES + SCHEMES.get(row["list"], row["list"].replace("_", "-"))]

        # a value in brackets is a guess at what else there may be
        assert row["value"].startswith("(") or scheme.concept(row["value"]), row


def test_every_concept_has_both_languages_and_a_notation(model: Model) -> None:
    """Label and definition in Italian and English, one notation."""

    def languages(concept: URIRef, predicate: URIRef) -> list[str]:
        texts = model.published.objects(concept, predicate)
        return sorted(str(t.language) for t in texts if isinstance(t, Literal))

    concepts = [URIRef(iri) for scheme in model.schemes.values() for iri in scheme.labels]
    for concept in concepts:
        assert languages(concept, SKOS.prefLabel) == ["en", "it"], concept
        assert languages(concept, SKOS.definition) == ["en", "it"], concept
        assert len(list(model.published.objects(concept, SKOS.notation))) == 1, concept
    assert len(concepts) > 100


def test_data_themes_are_those_of_the_european_union() -> None:
    """A theme that is not there would lead nowhere."""
    themes = {
        *("AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL"),
        *("INTR", "JUST", "OP_DATPRO", "REGI", "SOCI", "TECH", "TRAN"),
    }
    start = "http://publications.europa.eu/resource/authority/data-theme/"
    graph = Graph().parse(ROOT / "ontology" / "vocabularies" / "policy-area.ttl")
    linked = {str(o).removeprefix(start) for o in graph.objects() if str(o).startswith(start)}

    assert linked <= themes
    assert len(linked) == 6


COLUMNS = {
    "er-comuni.csv": (
        "municipalities.csv",
        "istat_code",
        {
            "name": "name",
            "cadastral_code": "belfiore",
            "ipa_code_guess": "ipa_code",
            "province_code": "province_code",
            "nuts3": "nuts3",
            "ontopia_uri": "ontopia_uri",
            "lat": "latitude",
            "lon": "longitude",
        },
    ),
    "er-comuni-soppressi.csv": (
        "suppressed.csv",
        "istat_code",
        {
            "suppressed_on": "suppressed_on",
            "successor_istat_code": "successor_istat_code",
            "last_valid_ontopia_uri": "ontopia_uri",
        },
    ),
    "er-province.csv": (
        "provinces.csv",
        "province_code",
        {
            "name": "name",
            "acronym": "acronym",
            "nuts3": "nuts3",
            "nuts3_uri": "nuts3_uri",
            "ontopia_uri": "ontopia_uri",
        },
    ),
}


@WITH_THE_NOTES
@pytest.mark.parametrize("name", COLUMNS)
def test_the_reference_tables_say_what_their_origin_says(name: str) -> None:
    """Cell by cell, and no row more or less."""
    ours, key, columns = COLUMNS[name]
    theirs = {
        row[key]: [CORRECTED.get(row[column], row[column]) for column in columns] for row in rows(TERRITORY / name)
    }

    assert {row[key]: [row[column] for column in columns.values()] for row in rows(REFERENCE / ours)} == theirs


def test_the_reference_tables_are_whole() -> None:
    """330 municipalities in 9 provinces of one region, 33 suppressed; each centre lies in Emilia-Romagna."""
    counts = {
        name: len(rows(REFERENCE / f"{name}.csv")) for name in ("regions", "provinces", "municipalities", "suppressed")
    }
    centres = [(float(r["longitude"]), float(r["latitude"])) for r in rows(REFERENCE / "municipalities.csv")]

    assert counts == {"regions": 1, "provinces": 9, "municipalities": 330, "suppressed": 33}
    assert all(9.19 < east < 12.76 and 43.73 < north < 45.14 for east, north in centres)


def test_provinces_add_up_to_the_region() -> None:
    """Their residents, of the same day."""
    (region,) = rows(REFERENCE / "regions.csv")
    provinces = rows(REFERENCE / "provinces.csv")

    assert sum(int(row["population"]) for row in provinces) == int(region["population"])
    assert {row["population_on"] for row in provinces} == {region["population_on"]}
