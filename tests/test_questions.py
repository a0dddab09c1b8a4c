"""The competency questions: each gives the rows that the source's pages say it should."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from lod import questions
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.errors import ModelError
from lod.model import Model
from lod.web.application import create_app
from tests.conftest import ROOT, page_of

EXPECTED = ROOT / "tests" / "questions"
QUESTIONS = questions.questions(ROOT / "ontology" / "questions")
# what the excerpts of 26 records cannot show, as the descriptions say
MAY_BE_EMPTY = {
    "information-to-co-design",
    "suppressed-municipalities",
    "amounts-that-disagree",
    "recurring-external-subjects",
    "holder-and-territory-differ",
}


def expected(name: str) -> list[list[str]]:
    """Header and rows, checked by hand against the pages."""
    (path,) = EXPECTED.glob(f"[0-9][0-9]-{name}.csv")
    return list(csv.reader(io.StringIO(path.read_text("utf-8"))))


def answered(client: FlaskClient, query: str) -> list[list[str]]:
    """Header and rows that the endpoint gives."""
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.text)))


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_gives_the_rows_that_the_pages_say(any_client: FlaskClient, name: str) -> None:
    """In that order, over both stores."""
    assert answered(any_client, QUESTIONS[name].query) == expected(name)


def test_there_are_at_least_twenty_questions() -> None:
    """And no rows are kept for a question that is gone."""
    assert len(QUESTIONS) >= 20
    assert len(list(EXPECTED.glob("*.csv"))) == len(QUESTIONS)


def test_few_questions_are_empty_on_the_sample() -> None:
    """A question without rows proves little."""
    assert {name for name in QUESTIONS if len(expected(name)) == 1} == MAY_BE_EMPTY


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_opens_in_the_form(client: FlaskClient, name: str) -> None:
    """With its title and its query."""
    page = client.get(f"/sparql?question={name}&lang=it").text

    assert escape(QUESTIONS[name].title["it"]) in page
    assert escape(QUESTIONS[name].query.splitlines()[0]) in page


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_of_the_endpoint_lists_all_questions(client: FlaskClient, language: str) -> None:
    """In the reader's language, each with what it answers."""
    page = client.get(f"/sparql?lang={language}", headers={"Accept": "text/html"}).text

    for name, question in QUESTIONS.items():
        assert f"question={name}" in page
        assert escape(question.title[language]) in page
        assert escape(question.description[language]) in page


def test_a_question_that_is_not_there_is_404(client: FlaskClient) -> None:
    """Not the first one instead."""
    assert client.get("/sparql?question=nothing").status_code == 404


def test_the_model_has_the_questions(model: Model) -> None:
    """They go with ontology and shapes."""
    assert list(model.questions) == list(QUESTIONS)


def test_two_questions_of_one_name_are_an_error(tmp_path: Path) -> None:
    """An address leads to one question."""
    for number in ("01", "02"):
        (tmp_path / f"{number}-same.rq").write_text("ASK {}", "utf-8")

    with pytest.raises(ModelError, match="same"):
        questions.questions(tmp_path)


def test_a_question_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    """Named with its file."""
    (tmp_path / "01-bytes.rq").write_bytes(b"\xff\xfe")

    with pytest.raises(ModelError, match="01-bytes"):
        questions.questions(tmp_path)


def _process(number: int, *body: str, **options: str) -> str:
    return page_of(number, *body, "Crediti", "Data ultima modifica: 01/02/2020", **options)


TOLD = (
    _process(
        1,
        *("Processo", "Natura Processo", "Processo certificato e finanziato", "Importo finanziato dal Bando"),
        *("15.000,00 €", "Costo complessivo del processo", "14.000,00 €", "Anno di chiusura", "2010"),
        *("Gestione di Processo", "Titolari della decisione", "Comune di Piacenza", "Soggetti esterni", "Proloco"),
        *("Obiettivi e Risultati", "Livello di partecipazione", "INFORMAZIONE"),
    ),
    _process(
        2,
        *("Processo", "Natura Processo", "Processo certificato e finanziato", "Importo finanziato dal Bando"),
        *("8.000,00 €", "Anno di chiusura", "2015"),
        *("Gestione di Processo", "Titolari della decisione", "Comune di Piacenza", "Soggetti esterni", "PROLOCO"),
        *("Territorio Interessato", "Bazzano", "Caratteristiche", "Codecisione", "No"),
        *("Obiettivi e Risultati", "Livello di partecipazione", "PROGETTAZIONE PARTECIPATA"),
    ),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, model: Model, few_places: Path) -> FlaskClient:
    """A client over two records that say what the excerpts of the sample leave out."""
    folder = tmp_path_factory.mktemp("told")
    for number, page in enumerate(TOLD, 1):
        (folder / f"{number}.txt").write_text(page, "utf-8")
    source = replace(OSSERVATORIO, path=folder)
    settings = replace(Settings(), site=folder / "site", sources=(source,), reference_dir=few_places)
    build(settings, model)
    return create_app(settings).test_client()


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("information-to-co-design", ["agent/c_g535", "Comune di Piacenza", "2010", "2015"]),
        (
            "suppressed-municipalities",
            ["place/comune-037004", "Bazzano", "2014-01-01", "place/comune-037061", "Valsamoggia", "process/er-2"],
        ),
        ("amounts-that-disagree", ["process/er-1", "Un processo", "15000", "14000", "", "-7.14"]),
        ("recurring-external-subjects", ["agent/proloco", "PROLOCO", "2"]),
        ("holder-and-territory-differ", ["process/er-2", "Un processo", "place/comune-037004", "Bazzano"]),
        ("grants-by-province", ["place/provincia-037", "Bologna", "1", "8000", "8000"]),
        ("grants-per-inhabitant", ["place/provincia-033", "Piacenza", "286758", "2017-01-01", "15000", "52.31"]),
        ("grants-per-inhabitant", ["place/provincia-037", "Bologna", "1009210", "2017-01-01", "8000", "7.93"]),
    ],
)
def test_a_question_finds_what_is_there(told: FlaskClient, name: str, row: list[str]) -> None:
    """Also where the sample cannot show it: an empty answer would prove nothing."""
    found = [
        [cell.removeprefix("https://w3id.org/propar/id/") for cell in line]
        for line in answered(told, QUESTIONS[name].query)[1:]
    ]

    assert row in [line[: len(row)] for line in found], found
