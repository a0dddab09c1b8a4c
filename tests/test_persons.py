"""Persons under labels that nobody knows: in every reader, without the organisations; counted, never repeated."""

import json
from collections import Counter
from pathlib import Path

import pytest

from lod.config import OSSERVATORIO
from lod.findings import Code, Finding
from lod.record import Record
from lod.sources import Dropped, Item, Rejected, decidim, osservatorio, osservatorio_csv, register
from lod.sources.persons import is_known_name, is_name, is_of_person, is_organisation, without_names
from tests.conftest import page_of
from tests.sources.decidim import making

PERSON = "Ada Lovelace-Bianchi"


@pytest.mark.parametrize(
    "label",
    [
        *("Referente", "Responsabile del procedimento", "Compilatore", "Utente", "Redattore", "Autore della scheda"),
        *("RUP", "Firma", "Nome e cognome", "E-mail referente", "Numero di telefono", "author/name", "authorName"),
        *("participant_names", "Data di nascita", "NOMINATIVO", "Coordinatrice"),
    ],
)
def test_a_label_is_called_like_a_persons_data(label: str) -> None:
    """In Italian and English, in any spelling."""
    assert is_of_person(label)


@pytest.mark.parametrize(
    "label",
    [
        *("Titolo", "Nome", "Responsabilità", "Contatti", "organizations", "Numero utenti", "Totale referenti"),
        *("Confirma", "Autorizzazione", "Firmato", "Soggetto proponente", "Titolare della decisione", "", "attendees"),
    ],
)
def test_a_label_is_not_called_like_a_persons_data(label: str) -> None:
    """What counts persons, or is for an organisation, stays."""
    assert not is_of_person(label)


@pytest.mark.parametrize(
    "text",
    [
        *("Comune di Bologna", "COMUNE DI BOLOGNA", "Comune di Castelnovo ne' Monti (RE)", "Ufficio Partecipazione"),
        *("Settore Cultura, Sport e Tempo libero", "Comune di Reggio Emilia - Ufficio Partecipazione", "Pro Loco Erbè"),
        *(
            "Unione Reno Galliera - Area Servizi alla Persona",
            "Redazione Osservatorio Partecipazione",
            "URP del Comune",
        ),
    ],
)
def test_an_organisation_or_an_office_is_no_person(text: str) -> None:
    """Whom to ask is no personal datum."""
    assert is_organisation(text)
    assert not is_name(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Mario Rossi",
            "Comune di Bologna, Mario Rossi",
            "Servizio Ambiente (Mario Rossi)",
            "Ufficio X - dott. Verdi",
        ),
        *("Settore Cultura: Dott.ssa Anna De Luca", "COMUNE DI BOLOGNA, MARIO ROSSI", "", "Anna"),
    ],
)
def test_an_office_that_names_somebody_is_no_organisation(text: str) -> None:
    """The whole value is dropped then."""
    assert not is_organisation(text)


@pytest.mark.parametrize(
    ("text", "left", "persons"),
    [
        ("Circolo Arci; Pro Loco", "Circolo Arci; Pro Loco", 0),
        ("Circolo Arci; Mario Rossi; Pro Loco", "Circolo Arci; Pro Loco", 1),
        ("Dott. Ferri, Legambiente", "Legambiente", 1),
        ("Rossi Anna\nBianchi Luca", "", 2),
        (
            "Parrocchia di San Giovanni, Santa Maria, Via Emilia",
            "Parrocchia di San Giovanni, Santa Maria, Via Emilia",
            0,
        ),
        ("Scuola Maria Montessori; Fondazione Giorgio Cini", "Scuola Maria Montessori; Fondazione Giorgio Cini", 0),
        ("Le donne, i giovani e le associazioni", "Le donne, i giovani e le associazioni", 0),
    ],
)
def test_persons_among_organisations_are_left_out(text: str, left: str, persons: int) -> None:
    """By a title or a given name; saints, schools and streets stay."""
    assert without_names(text) == (left, persons)


@pytest.mark.parametrize("text", ["Rossi Mario", "mario rossi", "Valle Savena", "Pro Loco"])
def test_only_what_is_written_like_a_name_is_one(text: str) -> None:
    """In capitals, and with a given name."""
    assert is_known_name(text) == (text == "Rossi Mario")


def told(items: list[Item]) -> Counter[str]:
    """How many findings tell of persons, by field."""
    return Counter(i.field for i in items if isinstance(i, Finding) and i.code is Code.PERSONAL_DATA)


def dropped(items: list[Item]) -> dict[str, int]:
    """How many values were left out as personal data, by label."""
    return {i.label: i.values for i in items if isinstance(i, Dropped) and i.reason == "personal data"}


def unread(items: list[Item]) -> list[tuple[str, str]]:
    """What all records keep as unread."""
    return [(one.label, one.text) for i in items if isinstance(i, Record) for one in i.unread]


def test_a_register_drops_persons_and_keeps_organisations(tmp_path: Path) -> None:
    """Column by column what is kept and what is dropped are all its cells."""
    rows = f'Codice,Titolo,Responsabile\n1,Uno,{PERSON}\n2,Due,Comune di Bologna\n3,Tre,"Comune di Bologna, {PERSON}"\n'
    (tmp_path / "r.csv").write_text(rows + f",Senza chiave,{PERSON}\n", "utf-8")
    (tmp_path / "p.toml").write_text('name="R"\nkey="Codice"\n[columns.Titolo]\nfield="title"\n', "utf-8")
    items = list(register.read(tmp_path / "r.csv", "pc", tmp_path / "p.toml"))

    assert PERSON not in repr(items)
    assert unread(items) == [("Responsabile", "Comune di Bologna")]
    assert dropped(items) == {"Responsabile": 2}
    assert told(items) == {"Responsabile": 1}
    assert [i.field for i in items if isinstance(i, Finding) and i.code is Code.UNKNOWN_COLUMN] == ["Responsabile"]


def test_the_export_drops_persons_and_keeps_organisations(tmp_path: Path) -> None:
    """A column that its table does not know; those of users are dropped whole."""
    rows = f"Id,Titolo,Referente,Utente creazione\n1,Uno,{PERSON},7\n2,Due,Ufficio Partecipazione,Comune di X\n"
    (tmp_path / "e.csv").write_text(rows, "utf-8")
    items = list(osservatorio_csv.read(tmp_path / "e.csv", "oc"))

    assert PERSON not in repr(items)
    assert unread(items) == [("Referente", "Ufficio Partecipazione")]
    assert dropped(items) == {"Referente": 1, "Utente creazione": 2}


def test_a_row_of_json_drops_persons_and_keeps_organisations(tmp_path: Path) -> None:
    """Under a key that nobody knows."""
    rows = [{"id": n, "title": "x", "Nome e cognome": said} for n, said in ((1, PERSON), (2, "Comune di Bologna"))]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    items = list(osservatorio.read(tmp_path / "r.jsonl", "er"))

    assert PERSON not in repr(items)
    assert unread(items) == [("Nome e cognome", "Comune di Bologna")]
    assert dropped(items) == {"Nome e cognome": 1}


@pytest.mark.parametrize(
    "lines", [f"Referente: {PERSON}", f"Referente\n{PERSON}", f"Responsabile del progetto: {PERSON}"]
)
@pytest.mark.parametrize("label", ["Durata (mesi)\n6", "Fasi del percorso\nDi che cosa si parla.", "Chi siamo"])
def test_a_page_drops_the_person_under_a_label_that_nobody_knows(tmp_path: Path, label: str, lines: str) -> None:
    """In the label's line or the next; after a value, and within prose."""
    page = page_of(1, *label.split("\n"), *lines.split("\n"), "Fine del testo.")
    (tmp_path / "1.txt").write_text(page, "utf-8")
    items = list(osservatorio.read(tmp_path / "1.txt", "er"))
    name = lines.partition(":")[0].partition("\n")[0]

    assert page.count(PERSON) == 1
    assert PERSON not in repr(items)
    assert told(items) == dropped(items) == {name: 1}


@pytest.mark.parametrize(
    "lines",
    [
        "Referente: Ufficio Partecipazione",
        "Referente\nComune di Bologna",
        "Autore: chi scrive, e perché lo fa.",
        "Utenti\nGli utenti sono molti.",
    ],
)
def test_a_page_keeps_prose_and_organisations(tmp_path: Path, lines: str) -> None:
    """What is no name within prose, and offices anywhere."""
    (tmp_path / "1.txt").write_text(page_of(1, "Fasi del percorso", "Di che cosa.", *lines.split("\n")), "utf-8")
    items = list(osservatorio.read(tmp_path / "1.txt", "er"))

    assert told(items) == {}
    assert all(line in repr(items) for line in lines.split("\n"))


def test_no_page_of_the_sample_loses_anything() -> None:
    """Its pages have no label of a person that nobody knows; what they say of offices and committees stays."""
    items = list(osservatorio.read(OSSERVATORIO.path, "er"))

    assert sum(isinstance(item, Record) for item in items) == 26
    assert told(items) == dropped(items) == {}


def test_the_value_of_a_known_label_stays_unless_it_is_a_name(tmp_path: Path) -> None:
    """A value that begins with a role is a value."""
    page = page_of(
        1, "Soggetto beneficiario dei contributi", "Presidente: il Consiglio di quartiere", "Durata (mesi)", "6"
    )
    (tmp_path / "1.txt").write_text(page, "utf-8")
    items = list(osservatorio.read(tmp_path / "1.txt", "er"))

    assert told(items) == {}
    assert "Presidente: il Consiglio di quartiere" in repr([i.fields for i in items if isinstance(i, Record)])


def test_a_line_that_only_begins_like_a_label_is_none(tmp_path: Path) -> None:
    """A sentence with a colon, and a line without end."""
    lines = [
        "Il referente che abbiamo scelto per tutto il percorso: Anna Bianchi",
        "Referente" + "x" * 900 + " y: Anna",
    ]
    (tmp_path / "1.txt").write_text(page_of(1, "Fasi del percorso", "Testo.", *lines), "utf-8")

    assert told(list(osservatorio.read(tmp_path / "1.txt", "er"))) == {}


def test_a_known_label_ends_what_belongs_to_a_person(tmp_path: Path) -> None:
    """An empty label of a person takes nothing from the next one."""
    (tmp_path / "1.txt").write_text(page_of(1, "Referente", "Durata (mesi)", "6"), "utf-8")
    items = list(osservatorio.read(tmp_path / "1.txt", "er"))

    assert told(items) == {}
    assert [i.fields["durationMonths"][0].lexical for i in items if isinstance(i, Record)] == ["6"]


@pytest.mark.parametrize(
    ("said", "left", "persons"),
    [
        ("<p>Circolo Arci; Mario Rossi</p>", ["Circolo Arci"], {"attendingOrganizations": 1}),
        ("Mario Rossi", [], {"attendingOrganizations": 1}),
        ("Circolo Arci; Pro Loco", ["Circolo Arci; Pro Loco"], {}),
    ],
)
def test_persons_among_the_organisations_of_a_meeting_are_dropped(
    tmp_path: Path, said: str, left: list[str], persons: dict[str, int]
) -> None:
    """Decidim has one field for both."""
    rows = making.bologna()
    meetings = next(name for name in rows if "meetings" in name)
    made = [{**row, "organizations": said if n == 0 else ""} for n, row in enumerate(rows[meetings])]
    items = list(decidim.read(making.export(tmp_path / "e.zip", "x.example", {**rows, meetings: made}), "bo"))
    records = [item for item in items if isinstance(item, Record)]
    found = [v.received for r in records for name, vs in r.fields.items() if "attendingOrg" in name for v in vs]

    assert found == left
    assert "Mario Rossi" not in repr([*records, *(i for i in items if isinstance(i, Rejected))])
    assert {field: n for field, n in told(items).items() if field in persons} == persons
