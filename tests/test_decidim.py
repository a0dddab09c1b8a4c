"""Decidim: what an export says becomes records, each column is accounted for, persons are left out."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from lod.errors import SettingsError
from lod.findings import Code, Finding
from lod.record import Record
from lod.sources import decidim
from lod.sources.base import Dropped, Item, Rejected
from lod.sources.decidim import parts
from tests.sources.decidim import making

PERSONS = ("Anna Verdi", "averdi", "Luca Neri", "lneri", "Rosa Blu", "rblu")


@pytest.fixture(scope="module")
def bologna(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of an instance in Italian and English."""
    return making.export(tmp_path_factory.mktemp("bo") / "export.zip", "partecipa.example.it", making.bologna())


@pytest.fixture(scope="module")
def barcelona(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of an instance in Catalan, Spanish and Portuguese."""
    return making.export(tmp_path_factory.mktemp("bcn") / "export.zip", "decidim.example.cat", making.barcelona())


def items(path: Path) -> list[Item]:
    return list(decidim.read(path, "bo"))


def records(path: Path) -> dict[str, Record]:
    return {item.key: item for item in items(path) if isinstance(item, Record)}


def findings(path: Path, code: Code) -> list[Finding]:
    found = items(path)
    told = [*(i for i in found if isinstance(i, Finding)), *(i.finding for i in found if isinstance(i, Rejected))]
    return [finding for finding in told if finding.code is code]


def said(record: Record, field: str) -> dict[str, str]:
    return {value.language: value.lexical for value in record.fields.get(field, ())}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("title", {"it": "Bilancio partecipativo 2023", "en": "Participatory budget 2023"}),
        ("alternative", {"it": "Idee per la città"}),
        (
            "description",
            {"it": "I cittadini scelgono i progetti.\n- idee\n- voto", "en": "Citizens choose the projects & vote."},
        ),
        ("registerReference", {"": "BO-PART-2023-02-12"}),
        ("identifier", {"": "bo:12"}),
        ("temporal.startDate", {"": "2023-02-06"}),
        ("isPrimaryTopicOf.created", {"": "2023-01-10"}),
        ("isPrimaryTopicOf.issued", {"": "2023-02-01"}),
        ("isPrimaryTopicOf.modified", {"": "2023-11-02"}),
        ("isPrimaryTopicOf.wasDerivedFrom", {"": "https://partecipa.example.it/processes/bilancio-2023"}),
        ("page", {"": "https://partecipa.example.it/processes/bilancio-2023"}),
        ("depiction", {"": "https://partecipa.example.it/rails/hero-12.jpg"}),
        ("developerGroup", {"it": "Comune di Piacenza", "en": "Municipality of Piacenza"}),
        ("organizationArea", {"it": "Settore Innovazione"}),
        ("decisionMatter", {"it": "Come spendere un milione", "en": "How to spend a million"}),
        ("decisionMethod", {"it": "Laboratori e voto", "en": "Workshops and a vote"}),
        ("targetGroup", {"it": "Chi ha più di 16 anni", "en": "Everybody over 16"}),
        ("specificTopic", {"it": "Quartieri", "en": "Districts"}),
        ("registerType", {"it": "Bilancio", "en": "Budget"}),
        ("isPartOf[bo-3].title", {"it": "Bilanci partecipativi", "en": "Participatory budgets"}),
        ("isPartOf[bo-3].description", {"it": "Tutte le edizioni."}),
        ("phase[31].startedAtTime", {"": "2023-02-06T09:00:00+00:00"}),
        ("phase[31].isActive", {"": "false"}),
        ("phase[32].temporal.startDate", {"": "2023-10-01"}),
        ("phase[32].position", {"": "1"}),
        ("meeting[101].startedAtTime", {"": "2023-03-02T17:00:00+00:00"}),
        ("meeting[101].description", {"it": "Si presentano le idee (https://example.org/idee)."}),
        ("meeting[101].hasGeometry.asWKT", {"": "POINT(9.693 45.0522)"}),
        ("meeting[101].address.fullAddress", {"": "Piazza Cavalli 2, Piacenza"}),
        ("meeting[101].attendingOrganizations", {"": "Circolo Arci; Pro Loco"}),
        ("meeting[101].participantCount", {"": "64"}),
        ("meeting[101].registerType", {"en": "hybrid"}),
    ],
)
def test_a_process_says_what_its_row_says(bologna: Path, field: str, expected: dict[str, str]) -> None:
    """Each value in its language, and in the form that the field wants."""
    assert said(records(bologna)["bo-12"], field) == expected


def test_a_locale_without_value_says_nothing(bologna: Path) -> None:
    """An empty cell, and a text field that an editor left as ``<p><br></p>``, are no values."""
    assert said(records(bologna)["bo-15"], "description") == {"en": "Write to anna.verdi@example.it"}


def test_translations_by_a_machine_say_so(barcelona: Path) -> None:
    """Their language tag has the extension of BCP 47 for machine translation."""
    title = said(records(barcelona)["bo-1"], "title")

    assert title == {"ca": "Pla d'Actuació", "es": "Plan de Actuación", "pt-BR-t-t0-und": "Plano de Ação"}
    assert [f.origin.line for f in findings(barcelona, Code.MACHINE_TRANSLATIONS)] == [1]


@pytest.mark.parametrize(
    ("locale", "language"),
    [("it", "it"), ("pt_BR", "pt-BR"), ("fi-pl", "fi-pl"), ("val-ES", "val-ES"), ("zh-Hant-TW", "zh-Hant-TW")],
)
def test_any_locale_is_a_language(tmp_path: Path, locale: str, language: str) -> None:
    """In the form that RDF wants."""
    rows = [{"id": 1, "title": {locale: "Prova"}}]
    path = making.export(tmp_path / "e.zip", "x.example", {"participatory_processes": rows})

    assert said(records(path)["bo-1"], "title") == {language: "Prova"}


@pytest.mark.parametrize("locale", ["en-ab-cd", "english", "e", "en-1a", "../it"])
def test_what_is_no_locale_is_told_and_kept(tmp_path: Path, locale: str) -> None:
    """A text with a broken language tag would be lost on its way to RDF."""
    rows = [{"id": 1, "title": {"it": "Prova", locale: "Test"}}]
    path = making.export(tmp_path / "e.zip", "x.example", {"participatory_processes": rows})

    assert [(one.label, one.text) for one in records(path)["bo-1"].unread] == [(f"title/{locale}", "Test")]
    assert [f.field for f in findings(path, Code.UNKNOWN_COLUMN)] == [f"title/{locale}"]


def test_a_time_without_zone_is_in_utc(barcelona: Path) -> None:
    """Older versions write times of the database, which are in UTC, without saying so."""
    assert said(records(barcelona)["bo-1"], "meeting[7].startedAtTime") == {"": "2016-03-01T18:00:00+00:00"}


def test_nobody_counted_is_not_nobody_came(bologna: Path) -> None:
    """Decidim writes 0 attendees for a meeting without report."""
    assert "meeting[104].participantCount" not in records(bologna)["bo-15"].fields


def test_one_coordinate_alone_is_told_and_kept(bologna: Path) -> None:
    """Half a position is none; the text stays on the document."""
    unread = [(one.label, one.text) for one in records(bologna)["bo-15"].unread]
    told = [(f.record, f.value, f.origin.line) for f in findings(bologna, Code.NOT_UNDERSTOOD)]

    assert unread == [("meetings/latitude", "45.05")]
    assert told == [("bo-15", "45.05", 5)]


def test_values_of_parts_stand_in_their_own_file(bologna: Path) -> None:
    """The person who mends a meeting is sent to the file of meetings."""
    record = records(bologna)["bo-12"]
    place = record.place(record.fields["meeting[101].title"][0])

    assert str(place) == "export.zip/partecipa.example.it-open-data-meetings.csv:2:10"


def test_meetings_of_an_assembly_of_the_same_number_are_not_those_of_the_process(bologna: Path) -> None:
    """Processes and assemblies are numbered each from 1."""
    assert not any(field.startswith("meeting[102]") for field in records(bologna)["bo-12"].fields)
    assert [f.message for f in findings(bologna, Code.OTHER_SPACE)] == ["1 row is of assemblies, not of a process"]


def test_a_meeting_of_a_process_that_is_not_there_is_told_and_kept(bologna: Path) -> None:
    """With its process, its line and all it says but persons."""
    kept = [item for item in items(bologna) if isinstance(item, Rejected)]
    told = findings(bologna, Code.UNKNOWN_PROCESS)

    assert next((f.value, f.origin.line) for f in told) == ("99", 4)
    assert len(kept) == 1
    assert "Incontro di un processo non pubblicato" in kept[0].raw.decode()
    assert "[[dropped: personal data]]" in kept[0].raw.decode()


def test_persons_are_nowhere(bologna: Path) -> None:
    """Neither in records, nor in findings, nor in what is kept for the officer."""
    everything = repr(items(bologna))

    assert [name for name in PERSONS if name in everything] == []


def test_columns_of_persons_are_counted(bologna: Path) -> None:
    """One finding a column says how many values there were."""
    told = {f.field: f.message.partition(" ")[0] for f in findings(bologna, Code.PERSONAL_DATA)}

    assert told == {"meetings/author/id": "4", "meetings/author/name": "4", "meetings/author/url": "4"}


@pytest.mark.parametrize("column", ["author/name", "authors", "user/nickname", "organizer/email", "attendees/names"])
def test_a_column_called_like_a_person_is_dropped_in_any_file(tmp_path: Path, column: str) -> None:
    """Also one that no version of Decidim is known to have."""
    rows = [{"id": 1, "title": {"it": "Prova"}, column: "Mario Bianchi"}]
    path = making.export(tmp_path / "e.zip", "x.example", {"participatory_processes": rows})

    assert "Mario Bianchi" not in repr(items(path))
    assert [f.field for f in findings(path, Code.PERSONAL_DATA)] == [column]


@pytest.mark.parametrize("instance", ["bologna", "barcelona"])
def test_every_value_is_accounted_for(tmp_path: Path, instance: str) -> None:
    """Column by column, what is read, unread and dropped are all cells that are not empty."""
    rows = getattr(making, instance)()
    path = making.export(tmp_path / "e.zip", "x.example", rows)
    found: Counter[str] = Counter()
    for item in items(path):
        if isinstance(item, Dropped):
            found[item.label] += item.values
        elif isinstance(item, Record):
            found.update(label for label, _, _ in _places(item))
            found.update(unread.label for unread in item.unread)

    assert found == _cells(rows)


def _places(record: Record) -> set[tuple[str, str, int]]:
    """Label, file and line of what was read: a list is one cell, and one cell may supply two fields."""
    return {(value.label, value.file, value.line) for several in record.fields.values() for value in several}


def _cells(files: dict) -> Counter[str]:
    """The cells of the input that are not empty, by the name that findings give their column."""
    prefixes = {"participatory_processes": "", "participatory_process_steps": "steps/", "meetings": "meetings/"}
    found: Counter[str] = Counter()
    for name, prefix in prefixes.items():
        for row in files.get(name, []):
            found.update(prefix + column for column, text in making.flat(row) if text)
    return found


def test_a_folder_with_the_files_is_as_good_as_the_zip(bologna: Path, tmp_path: Path) -> None:
    """Who has unpacked the export need not pack it again."""
    for name, rows in making.bologna().items():
        (tmp_path / f"partecipa.example.it-open-data-{name}.csv").write_bytes(making.table(rows))

    assert [(r.key, sorted(r.fields)) for r in records(tmp_path).values()] == [
        (r.key, sorted(r.fields)) for r in records(bologna).values()
    ]


def test_a_folder_of_zips_is_read_zip_by_zip(tmp_path: Path) -> None:
    """The keys of both are there, and a number that comes twice is told."""
    making.export(tmp_path / "a.zip", "a.example", making.bologna())
    making.export(tmp_path / "b.zip", "b.example", making.barcelona())
    making.export(tmp_path / "c.zip", "c.example", making.barcelona())

    assert sorted(records(tmp_path)) == ["bo-1", "bo-12", "bo-15"]
    assert [f.record for f in findings(tmp_path, Code.SAME_NUMBER)] == ["bo-1"]


def test_a_comma_may_stand_between_the_cells(tmp_path: Path) -> None:
    """An instance can set another delimiter than Decidim's own."""
    content = making.table(making.barcelona()["participatory_processes"], ",")
    path = making.archive(tmp_path / "e.zip", {"x-open-data-participatory_processes.csv": content})

    assert said(records(path)["bo-1"], "title")["ca"] == "Pla d'Actuació"


def test_an_instance_without_meetings_has_an_empty_file_of_them(tmp_path: Path) -> None:
    """Told, and no reason to leave anything out."""
    files = {"x-participatory_processes.csv": making.table(making.barcelona()["participatory_processes"])}
    path = making.archive(tmp_path / "e.zip", {**files, "x-meetings.csv": b"\n"})

    assert list(records(path)) == ["bo-1"]
    assert [f.severity.value for f in findings(path, Code.EMPTY_FILE)] == ["info"]


def test_a_second_meeting_of_one_number_is_rejected(tmp_path: Path) -> None:
    """The first counts; its process is read."""
    files = making.barcelona()
    files["meetings"] *= 2
    path = making.export(tmp_path / "e.zip", "x.example", files)

    assert said(records(path)["bo-1"], "meeting[7].title") == {"ca": "Trobada a Gràcia"}
    assert [f.origin.line for f in findings(path, Code.SAME_NUMBER)] == [3]


def test_more_meetings_than_a_process_can_have_are_kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process cannot make a record without end."""
    monkeypatch.setattr(parts, "MAX_PARTS", 2)
    files = making.barcelona()
    files["meetings"] = [{**files["meetings"][0], "id": number} for number in range(1, 6)]
    path = making.export(tmp_path / "e.zip", "x.example", files)
    numbers = {field.partition("]")[0] for field in records(path)["bo-1"].fields if field.startswith("meeting[")}

    assert numbers == {"meeting[1", "meeting[2"}
    assert [f.message.partition(" ")[0] for f in findings(path, Code.TOO_MANY_PARTS)] == ["5"]
    assert [i.raw.count(b"\n") + 1 for i in items(path) if isinstance(i, Rejected)] == [3]


def test_records_come_before_the_file_is_read(bologna: Path) -> None:
    """One by one: what comes after them is not waited for."""
    found: Iterator[Item] = decidim.read(bologna, "bo")
    first = next(item for item in found if isinstance(item, Record))

    assert first.key == "bo-12"
    assert any(isinstance(item, Record) for item in found)


@pytest.mark.parametrize("there", ["nothing", "folder"])
def test_a_path_without_export_is_told_in_one_sentence(tmp_path: Path, there: str) -> None:
    """A wrong setting is no bad data."""
    path = tmp_path if there == "folder" else tmp_path / "no.zip"

    with pytest.raises(SettingsError, match=r"no export of Decidim there|no such file"):
        items(path)
