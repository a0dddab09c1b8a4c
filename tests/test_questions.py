"""The competency questions: each gives the rows that the source's pages say it should."""

import csv
import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from lod import questions
from lod.errors import ModelError
from lod.model import Model
from tests.conftest import ROOT

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
    page = client.get(f"/sparql?lang={language}").text

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
