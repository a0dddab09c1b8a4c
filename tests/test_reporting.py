"""Reports: what an officer reads, and what programs get of the findings."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lod import build, release, reporting
from lod.config import OSSERVATORIO, Settings
from lod.findings import Code, Finding, Origin, Severity
from lod.model import Model
from lod.quality import Quality
from lod.record import Record, Unread, Value
from lod.release import Release
from lod.reporting import Log, logged
from lod.sentences import Sentence, in_both
from lod.sources.base import Dropped
from tests.conftest import page_of

HOSTILE = Finding(
    Code.UNKNOWN_LINE,
    Severity.WARNING,
    Sentence("an unknown line"),
    Origin("pagine/un file <b>.txt", 7, 3),
    "er-1",
    "=HYPERLINK(1)",
    '<script>alert("x")</script>\x07',
    Sentence("one of: a, b"),
    source="osservatorio",
)


@pytest.fixture
def outcome(tmp_path: Path, few_places: Path, model: Model) -> build.Outcome:
    """A build of one good page, one with a warning and one with a violation."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "1.txt").write_text(page_of(1, "Processo", "Durata (mesi)", "6"), "utf-8")
    (pages / "2.txt").write_text(page_of(2, "Processo", "Durata (mesi)", "molti"), "utf-8")
    (pages / "3.txt").write_text(page_of(3, title=""), "utf-8")
    settings = replace(
        Settings(),
        site=tmp_path / "site",
        sources=(replace(OSSERVATORIO, path=pages, publisher="Comune di Altrove"),),
        reference_dir=few_places,
        max_rejected=0.5,
    )
    return build.build(settings, model)


def test_why_a_column_is_dropped_is_said_in_the_language_of_the_report(model: Model) -> None:
    """Where the profile says it in both."""
    quality = Quality()
    why = in_both("notes of the office", "appunti dell’ufficio")
    quality.reception.dropped("registro", Dropped("a.csv", "Note", why, 5))
    quality.told([replace(HOSTILE, source="registro")])
    italian, english = (reporting.page(quality, model, language) for language in ("it", "en"))

    assert ("appunti dell’ufficio" in italian, "notes of the office" in italian) == (True, False)
    assert ("appunti dell’ufficio" in english, "notes of the office" in english) == (False, True)


def test_the_sums_of_the_report_are_those_of_the_manifest(outcome: build.Outcome, model: Model) -> None:
    """A publisher whom the tables do not know is told too, and counted with no source."""
    words = re.sub(r"<[^>]+>", " ", reporting.page(outcome.quality, model, "en"))
    told = outcome.release.manifest["findings"]
    rows = [line.split() for line in words.splitlines() if line.strip().startswith(("osservatorio ", "(settings"))]
    sums = [sum(int(row[place]) for row in rows[:2]) for place in (-3, -2, -1)]

    assert any(not finding.source for finding in outcome.findings)
    assert sums == [told["violation"], told["warning"], told["info"]]
    assert dict(outcome.quality.severities.items()).keys() >= {("", Severity.INFO)}


def test_the_report_sums_up_what_is_no_field(model: Model) -> None:
    """Columns that nobody knows, columns of persons, masked texts: source by source."""
    quality = Quality()
    unread = (Unread("Altro", "x", 2), Unread("Note", "y", 2))
    quality.reception.received(Record("Process", "er-1", Origin("a.csv", 2), {}, source="registro", unread=unread))
    quality.reception.dropped("registro", Dropped("a.csv", "Utente", "personal data", 5))
    quality.reception.dropped("registro", Dropped("a.csv", "Utente", "the row became no record", 2))
    quality.told([replace(HOSTILE, code=Code.MASKED, source="registro")] * 3)
    page = re.sub(r"<[^>]+>", " ", reporting.page(quality, model, "it"))
    summed = [line.split() for line in page.splitlines() if line.split()[:1] == ["registro"]]

    assert ["registro", "2", "2", "1", "5", "3"] in summed
    assert "dati di persone (5)" in page
    assert "la riga non \u00e8 diventata una scheda (2)" in page


def test_a_log_is_a_json_array_that_can_be_read_one_by_one(tmp_path: Path) -> None:
    """Nothing is lost between writing and reading."""
    with Log(tmp_path / "log.json") as log:
        log.add([HOSTILE])
        log.add([replace(HOSTILE, origin=Origin("b.txt"))])
    array = json.loads((tmp_path / "log.json").read_text("utf-8"))

    assert [entry["file"] for entry in array] == ["pagine/un file <b>.txt", "b.txt"]
    assert [f.as_json() for f in logged(tmp_path / "log.json")] == array


def test_an_empty_log_is_an_empty_array(tmp_path: Path) -> None:
    """And valid JSON."""
    with Log(tmp_path / "log.json"):
        pass

    assert json.loads((tmp_path / "log.json").read_text("utf-8")) == []


def test_a_finding_says_what_was_done() -> None:
    """By its code and severity, unless it says so itself."""
    info = replace(HOSTILE, severity=Severity.INFO, code=Code.NOT_IN_REFERENCE)

    assert HOSTILE.action == "kept as the text it is"
    assert info.action == "an IRI was minted"
    assert replace(HOSTILE, severity=Severity.VIOLATION).action.startswith("the record is left out")
    assert replace(HOSTILE, done="split in two").action == "split in two"


def test_a_finding_says_what_was_expected() -> None:
    """By its code, unless it says so itself; read back from a file it says the same."""
    silent = replace(HOSTILE, expected="", code=Code.REQUIRED)

    assert HOSTILE.wanted == "one of: a, b"
    assert silent.as_json()["expected"] == "a value"
    assert Finding.of_json(silent.as_json()).wanted == "a value"


def test_a_cell_of_the_csv_is_no_formula() -> None:
    """A spreadsheet shows what the source wrote, and runs nothing."""
    file = io.StringIO()
    for text in ("=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx"):
        reporting.write_csv([replace(HOSTILE, value=text)], file)
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    values = [row["value"] for row in rows if row["severity"] != "severity"]

    assert len(values) == 5
    assert not any(value.startswith(("=", "+", "-", "@", "\t")) for value in values)


def test_the_sarif_log_has_a_rule_for_every_result(outcome: build.Outcome) -> None:
    """With help where the code is explained, and the line."""
    log = json.loads((outcome.release.path / release.REPORT / "findings.sarif").read_text("utf-8"))
    (run,) = log["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}

    assert log["version"] == "2.1.0"
    assert set(rules) == {code.value for code in Code}
    assert all(result["ruleId"] in rules for result in run["results"])
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    assert rules["PP0012"]["helpUri"] == "https://w3id.org/propar/voc/finding/PP0012"
    assert any(r["locations"][0]["physicalLocation"]["region"]["startLine"] > 1 for r in run["results"])


def test_the_column_of_a_table_is_none_of_a_text(model: Model) -> None:
    """An editor would put the cursor at the third character."""
    file = io.StringIO()
    reporting.write_sarif([HOSTILE], model, file)
    (result,) = json.loads(file.getvalue())["runs"][0]["results"]

    assert result["properties"]["column"] == 3


def test_a_file_name_in_sarif_is_a_uri(model: Model) -> None:
    """Blanks and brackets are escaped, slashes stay."""
    file = io.StringIO()
    reporting.write_sarif([HOSTILE], model, file)
    (result,) = json.loads(file.getvalue())["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "pagine/un%20file%20%3Cb%3E.txt"},
        "region": {"startLine": 7},
    }


class _Elements(HTMLParser):
    """Names of the elements of a page, and whether any asks for something from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.asked += [value for name, value in attrs if name in ("src", "href") and value]


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_needs_nothing_else(outcome: build.Outcome, language: str) -> None:
    """One file that can be sent on: no script, nothing fetched."""
    page = _Elements()
    page.feed((outcome.release.path / release.REPORT / f"{language}.html").read_text("utf-8"))

    assert "script" not in page.names
    assert page.asked == []


def test_the_page_escapes_what_a_source_wrote(model: Model) -> None:
    """A label or a value is never markup."""
    quality = Quality()
    quality.told([HOSTILE])
    quality.reception.received(
        Record("Process", "x-1", Origin("a"), {"title": (Value("x", 1, "<i>label</i>"),)}, source="<u>s</u>")
    )
    page = reporting.page(quality, model, "it")

    assert "<script>" not in page
    assert "<i>label" not in page
    assert "<u>s" not in page


def test_the_page_leads_from_source_to_line(outcome: build.Outcome) -> None:
    """Counts by source, the problem by name, the line, the value, what was expected and what was done."""
    page = (outcome.release.path / release.REPORT / "it.html").read_text("utf-8")
    row = re.search(r"<tr><td><code>2\.txt:13<.*?</tr>", page)

    assert "Violazioni" in page
    assert row is not None
    for part in ("er-2", "molti", "un numero intero", "il valore non si capisce; si conserva come testo"):
        assert part in row[0]


def test_the_sums_of_the_coverage_match_what_was_received(outcome: build.Outcome) -> None:
    """Read, kept as text and dropped make up all values of a label."""
    months = next(c for c in outcome.quality.coverage() if c.label == "Durata (mesi)")

    assert (months.received, months.mapped, months.unread, months.fields) == (2, 1, 1, ("durationMonths",))


def test_a_list_counts_as_one_value_of_its_label() -> None:
    """The source has one cell, however many members it lists."""
    quality = Quality()
    members = tuple(Value(name, 4, "Titolari") for name in ("A", "B"))
    quality.reception.received(Record("Process", "x-1", Origin("a"), {"decisionHolder": members}, source="s"))
    quality.reception.received(
        Record("Process", "x-2", Origin("a"), {}, unread=(Unread("Titolari", "?", 5),), source="s")
    )
    quality.reception.dropped("s", Dropped("a.csv", "Utente", "personal data", 3))
    holders, users = quality.coverage()

    assert (holders.received, holders.mapped, holders.unread) == (2, 1, 1)
    assert (users.received, users.dropped, users.reasons) == (3, 3, ("personal data",))


def test_values_of_one_line_in_two_files_are_two() -> None:
    """A record may have parts that stand in files of their own."""
    quality = Quality()
    values = (Value("A", 2, "title"), Value("B", 2, "title", file="meetings.csv"))
    quality.reception.received(Record("Process", "x-1", Origin("a"), {"title": values}, source="s"))

    assert [found.mapped for found in quality.coverage()] == [2]


def test_completeness_is_a_share_of_all_records(outcome: build.Outcome) -> None:
    """Those that were left out count too."""
    shares = outcome.quality.completeness("osservatorio")

    assert shares["durationMonths"] == pytest.approx(1 / 3)
    assert shares["identifier"] == 1


def test_few_examples_are_kept_of_many_findings() -> None:
    """Memory does not grow with the findings."""
    quality = Quality()
    quality.told(HOSTILE for _ in range(1000))
    (problem,) = quality.problems()

    assert (problem.count, len(problem.examples)) == (1000, 20)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/html", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/sarif+json", "application/sarif+json"),
        ("*/*", "text/html; charset=utf-8"),
    ],
)
def test_the_report_is_served_in_the_format_that_is_accepted(
    client: FlaskClient, accept: str, content_type: str
) -> None:
    """And varies by it."""
    response = client.get("/quality", headers={"Accept": accept})

    assert response.content_type == content_type
    assert "Accept" in response.headers["Vary"]


def test_the_report_may_use_its_own_style_and_nothing_else(client: FlaskClient) -> None:
    """The policy names the style by its hash."""
    policy = client.get("/quality", headers={"Accept": "text/html"}).headers["Content-Security-Policy"]

    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)
    assert "unsafe" not in policy


def test_the_findings_are_at_an_address_a_format(client: FlaskClient, sample: Release) -> None:
    """The same as in the release."""
    assert client.get("/quality.json").data == (sample.path / release.FINDINGS).read_bytes()
    assert client.get("/quality.csv").text.startswith("severity,code,source,file,line,column")
    assert client.get("/quality.pdf").status_code == 404


def test_an_endpoint_has_no_report(any_client: FlaskClient) -> None:
    """It is not a release; a clean 404 says so."""
    response = any_client.get("/quality.json")

    assert response.status_code in (200, 404)
    assert (response.status_code == 404) == (any_client.application.config["PROPAR"].endpoint != "")
