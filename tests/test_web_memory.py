"""Answers given before are the same answers, and are given to nobody who asked for another one."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.release import Release
from lod.web.application import create_app
from tests.conftest import page_of

PATHS = [
    "/doc/process/er-65",
    "/doc/process/er-65.ttl",
    "/id/process/er-65",
    "/onto",
    "/shapes/Process",
    "/doc/voc/finding?page=2",
]
ASKED: list[dict[str, str]] = [
    {"Accept": accept, "Accept-Encoding": coding, "Accept-Language": language}
    for accept, coding, language in itertools.product(
        ("text/turtle", "text/html", "application/ld+json"), ("", "br", "gzip"), ("it", "en")
    )
]


class Counted:
    """A client, and how often its application itself was asked."""

    def __init__(self, settings: Settings) -> None:
        app = create_app(settings)
        self.count = 0

        @app.before_request
        def count() -> None:
            self.count += 1

        self.client: FlaskClient = app.test_client()


@pytest.fixture
def counted(sample_settings: Settings, sample: Release) -> Counted:
    assert sample.path.is_dir()
    return Counted(replace(sample_settings, trusted_proxies=1))


def test_the_second_answer_is_the_first(counted: Counted) -> None:
    """Status, headers and bytes; the application is asked once."""
    for path, asked, method in itertools.product(PATHS, ASKED, ("GET", "HEAD")):
        before = counted.count
        first, second = (counted.client.open(path, method=method, headers=asked) for _ in range(2))

        assert (second.status, second.data, second.headers) == (first.status, first.data, first.headers)
        assert counted.count == before + 1, (path, asked, method)


def test_every_question_gets_its_own_answer(counted: Counted) -> None:
    """Formats, codings, languages, prefixes and methods mixed: each answer is the one that it gets alone."""
    questions = [
        (path, method, {**asked, **prefix})
        for path in PATHS
        for method in ("GET", "HEAD")
        for asked in ASKED
        for prefix in ({}, {"X-Forwarded-Prefix": "/data"})
    ]
    alone = {}
    for number, (path, method, headers) in enumerate(questions):
        # a condition that never holds is answered by the application itself
        response = counted.client.open(path, method=method, headers={**headers, "If-None-Match": '"x"'})
        alone[number] = (response.status, response.headers, response.data)
    for number, (path, method, headers) in [*enumerate(questions), *reversed(list(enumerate(questions)))]:
        response = counted.client.open(path, method=method, headers=headers)
        assert (response.status, response.headers, response.data) == alone[number], (path, method, headers)


@pytest.mark.parametrize(
    "path", ["/", "/processes", "/sparql?query=ASK{}", "/nothing", "/doc/process/none", "/quality"]
)
def test_what_may_change_is_asked_every_time(counted: Counted, path: str) -> None:
    """Lists, answers to queries, errors, and pages that name the host."""
    for _ in range(3):
        counted.client.get(path, headers={"Accept": "text/html"})

    assert counted.count == 3


def test_a_condition_is_always_looked_at(counted: Counted) -> None:
    """Though the answer without it is known."""
    tag = counted.client.get("/doc/process/er-65.ttl").headers["ETag"]
    counted.client.get("/doc/process/er-65.ttl")

    assert counted.client.get("/doc/process/er-65.ttl", headers={"If-None-Match": tag}).status_code == 304
    assert counted.client.get("/doc/process/er-65.ttl", headers={"If-Match": '"x"'}).status_code == 412


def test_a_new_release_is_answered_from_at_once(tmp_path: Path, few_places: Path, model: Model) -> None:
    """Nothing of the old one is given again."""
    (tmp_path / "pages").mkdir()
    page = tmp_path / "pages" / "1.txt"
    source = replace(OSSERVATORIO, path=page.parent)
    settings = replace(Settings(), site=tmp_path / "site", sources=(source,), reference_dir=few_places)
    titles = []
    client = None
    for title in ("Chiocciola", "Dopo", "Chiocciola"):
        page.write_text(page_of(1, title=title), "utf-8")
        made = build(settings, model).release
        client = client or create_app(settings).test_client()
        for _ in range(3):
            response = client.get("/doc/process/er-1.nt")
            titles.append("Chiocciola" in response.text)
            assert response.headers["X-Release"] == made.id

    assert titles == [True] * 3 + [False] * 3 + [True] * 3


def test_an_endless_question_is_not_remembered(counted: Counted) -> None:
    """It would cost more than it brings."""
    for _ in range(2):
        counted.client.get("/doc/process/er-65.ttl?" + "x" * 2_000)

    assert counted.count == 2
