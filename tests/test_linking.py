"""Linking: names of the source become things that others can find; never by guess."""

import pytest

from lod.config import Settings
from lod.findings import Code, Origin, Severity
from lod.iris import Iris
from lod.linking import Gazetteer, Linker
from lod.names import fold, minted_key
from lod.record import Record, Value
from lod.sources import reference
from lod.sources.gathered import Reference


@pytest.fixture(scope="module")
def tables() -> Reference:
    return reference.load(Settings().reference_dir)


@pytest.fixture(scope="module")
def gazetteer(tables: Reference) -> Gazetteer:
    return Gazetteer(tables)


@pytest.fixture
def linker(tables: Reference) -> Linker:
    return Linker(tables, Iris())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Piacenza", "comune-033032"),
        ("Castello D'Argile", "comune-037017"),
        ("castello d’argile", "comune-037017"),
        ("Pieve Di Cento", "comune-037048"),
        ("VEZZANO SUL CROSTOLO", "comune-035043"),
        ("Lesignano De' Bagni", "comune-034019"),
        ("Forlì", "comune-040012"),
        ("Forli'", "comune-040012"),
        ("FORLI", "comune-040012"),
        ("Reggio Emilia", "comune-035033"),
        ("Reggio nell'Emilia", "comune-035033"),
        ("  Sasso   Marconi ", "comune-037057"),
        ("Piacenza (PC)", "comune-033032"),
        ("Bettola (Piacenza)", "comune-033004"),
        ("Guastalla (REGGIO NELL'EMILIA)", "comune-035024"),
        ("Guastalla (Reggio Emilia)", "comune-035024"),
        ("Cesena (Forlì-Cesena)", "comune-040007"),
        ("comune-033032", "comune-033032"),
        ("Valsamoggia", "comune-037061"),
    ],
)
def test_a_municipality_is_found_however_it_is_spelt(gazetteer: Gazetteer, name: str, key: str) -> None:
    """Capitals, accents, apostrophes, blanks."""
    found = gazetteer.place(name)

    assert (found.key, found.code) == (key, None)


@pytest.mark.parametrize(
    ("name", "successor"),
    [("Bazzano", "Valsamoggia"), ("Granaglione", "Alto Reno Terme"), ("Sorbolo", "Sorbolo Mezzani")],
)
def test_a_suppressed_municipality_is_itself_and_names_its_successor(
    gazetteer: Gazetteer, name: str, successor: str
) -> None:
    """A finding, no rewriting of history."""
    found = gazetteer.place(name)

    assert found.code is Code.SUPPRESSED_PLACE
    assert found.severity is Severity.INFO
    assert successor in found.message
    assert found.key.startswith("comune-")


@pytest.mark.parametrize(
    "name",
    [
        "Camaiore",
        "Camaiore (LU)",
        "Piacenza (PR)",
        "Piacenza (Parma)",
        "Piacenza (Boh)",
        "Piacenz",
        "Piacenza Nord",
        "",
        "???",
        "x" * 400,
    ],
)
def test_a_place_that_is_in_no_table_is_not_linked(gazetteer: Gazetteer, name: str) -> None:
    """Not to the nearest name either."""
    found = gazetteer.place(name)

    assert found.key == ""
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Comune di Piacenza", "c_g535"),
        ("comune di castello d'argile", "c_c185"),
        ("Comune di Vezzano Sul Crostolo", "c_l820"),
        ("Comune di Reggio Emilia", "c_h223"),
        ("Comune di Piacenza (PC)", "c_g535"),
        ("Provincia di Piacenza", "provincia-di-piacenza"),
        ("Regione Emilia-Romagna", "r_emiro"),
        ("REGIONE EMILIA ROMAGNA", "r_emiro"),
        ("Arpae", "arpae"),
        ("AESS", "aess"),
        ("Redazione Osservatorio Partecipazione", "osservatorio-partecipazione"),
    ],
)
def test_a_body_of_the_tables_is_found(gazetteer: Gazetteer, name: str, key: str) -> None:
    """By its IPA code where it has one."""
    found = gazetteer.agent(name)

    assert (found.key, found.code) == (key, None)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Legambiente", "legambiente"),
        ("Unione dei Comuni di Prova", "unione-dei-comuni-di-prova"),
        ("Comunità montana dell'Appennino reggiano", "comunita-montana-dell-appennino-reggiano"),
        ("PROLOCO", "proloco"),
        ("Comune di Camaiore (LU)", "comune-di-camaiore-lu"),
        ("Comune di Piacenza (PR)", "comune-di-piacenza-pr"),
        (
            "CIRF (Centro Italiano per la Riqualificazione Fluviale)",
            "cirf-centro-italiano-per-la-riqualificazione-fluviale",
        ),
        (
            "Urban center Bologna (ora Fondazione per l'innovazione urbana)",
            "urban-center-bologna-ora-fondazione-per-l-innovazione-urbana",
        ),
    ],
)
def test_a_body_in_no_table_gets_an_iri_and_a_finding(gazetteer: Gazetteer, name: str, key: str) -> None:
    """Told once, at the lowest severity."""
    found = gazetteer.agent(name)

    assert (found.key, found.code, found.severity) == (key, Code.NOT_IN_REFERENCE, Severity.INFO)


def test_a_suppressed_municipality_as_a_body_keeps_its_place(gazetteer: Gazetteer) -> None:
    """Its code in the index is gone."""
    found = gazetteer.agent("Comune di Bazzano")

    assert (found.key, found.code, found.place) == ("comune-di-bazzano", Code.SUPPRESSED_PLACE, "comune-037004")


def test_two_names_share_an_iri_only_if_they_are_one_name() -> None:
    """Long names and names of other scripts are told apart."""
    names = ["Proloco", "PRO LOCO", "Pro-Loco", "a" * 90, "a" * 91, "Σύλλογος", "Союз", "A Союз", "A Σ", "Pro loco Σ"]
    keys = [minted_key(name) for name in names]

    assert keys[0] != keys[1] == keys[2]
    rest = [key for key in keys[3:] if key]
    assert len(set(rest)) == len(rest)
    assert minted_key("ER 65 unit") != "er-65-unit"


@pytest.mark.parametrize("name", ["???", "", "Союз", "🙂"])
def test_a_name_of_which_nothing_is_left_is_not_linked(gazetteer: Gazetteer, name: str) -> None:
    """No IRI that ends in a slash."""
    assert gazetteer.agent(name).key == ""


def record(key: str, **fields: list[str]) -> Record:
    found = {name: tuple(Value(text, n, "L") for n, text in enumerate(texts, 1)) for name, texts in fields.items()}
    return Record("Process", key, Origin("x.txt", 1), found)


LINKS = {"decisionHolder": "agent", "spatial": "place"}


def test_names_that_lead_nowhere_are_kept_as_unread(linker: Linker) -> None:
    """With label and line, and a warning."""
    linked, findings = linker.link(record("er-1", spatial=["Piacenza", "Atlantide"]), LINKS)

    assert [v.iri.rpartition("/")[2] for v in linked.fields["spatial"]] == ["comune-033032"]
    assert [(u.label, u.text, u.line) for u in linked.unread] == [("L", "Atlantide", 2)]
    assert [(f.code, f.value, f.origin.line) for f in findings] == [(Code.NOT_IN_REFERENCE, "Atlantide", 2)]


def test_named_bodies_are_published_and_others_are_not(linker: Linker) -> None:
    """Each once, by key, whatever the order of records."""
    linker.link(record("er-1", decisionHolder=["Proloco", "Comune di Piacenza"]), LINKS)
    linker.link(record("er-2", decisionHolder=["PROLOCO", "Comune di Piacenza"]), LINKS)
    named = list(linker.named())

    assert [body.key for body in named] == ["c_g535", "proloco"]
    assert named[1].fields["prefLabel"][0].lexical == "PROLOCO"


def test_the_order_of_records_does_not_matter(tables: Reference) -> None:
    """Same labels, same keys."""
    names = ["Proloco", "PROLOCO", "ProLoco"]
    labels = set()
    for order in (names, names[::-1]):
        linker = Linker(tables, Iris())
        for number, name in enumerate(order):
            linker.link(record(f"er-{number}", decisionHolder=[name]), LINKS)
        labels.add(tuple(body.fields["prefLabel"][0].lexical for body in linker.named()))

    assert labels == {("PROLOCO",)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Forlì", "FORLI'"),
        ("Sant'Agostino", "sant’agostino"),
        ("Città", "citta"),
        ("ﬁume", "fiume"),
        ("Straße", "strasse"),
    ],
)
def test_folding_forgets_what_does_not_tell_names_apart(one: str, other: str) -> None:
    """Accents, case, apostrophes, ligatures."""
    assert fold(one) == fold(other)


def test_a_union_of_the_tables_has_the_places_of_its_members(gazetteer: Gazetteer) -> None:
    """A process of a union is found at each of its municipalities."""
    link = gazetteer.agent("Unione dei Comuni Valle del Reno, Lavino e Samoggia")
    record = reference.load(Settings().reference_dir).records[link.key]

    assert link.code is None
    assert [value.lexical for value in record.fields["spatial"]][:2] == ["comune-037011", "comune-037042"]


def test_a_union_under_its_official_name_is_that_of_the_tables(gazetteer: Gazetteer) -> None:
    """The records write the valley in the singular; its seat comes with it."""
    link = gazetteer.agent("Unione dei comuni Valli del Reno, Lavino e Samoggia")
    record = reference.load(Settings().reference_dir).records[link.key]

    assert [value.lexical for value in record.fields["location"]] == ["comune-037011"]
