"""The first pages of a process are got ready beside its start."""

from pathlib import Path

import pytest
from flask import request

from lod.config import Settings
from lod.release import Release
from lod.web import warming
from lod.web.application import SERVING, create_app


def test_one_thing_of_each_list_is_asked_for_in_each_language(sample_settings: Settings, sample: Release) -> None:
    """By the time that somebody comes, templates and the words of both languages are there."""
    assert sample.path.is_dir()
    app = create_app(sample_settings)
    asked: list[tuple[str, str]] = []
    answered: list[int] = []
    app.before_request(lambda: asked.append((request.path, request.headers["Accept-Language"])))
    app.after_request(lambda response: answered.append(response.status_code) or response)  # type: ignore[func-returns-value]
    warming.install(app, app.extensions[SERVING].now()).join()

    assert {language for _, language in asked} == {"it", "en"}
    assert {Path(path).parent.as_posix() for path, _ in asked} == {"/doc/process"}
    assert set(answered) == {200}
    assert "resource.html" in {name for _, name in app.jinja_env.cache or ()}  # type: ignore[misc]


def test_a_release_without_things_is_no_trouble(sample_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to ask for."""
    app = create_app(sample_settings)
    served = app.extensions[SERVING].now()
    monkeypatch.setattr(type(served.index), "rows", lambda *_: iter(()))
    app.before_request(lambda: pytest.fail("asked"))

    warming.install(app, served).join()
