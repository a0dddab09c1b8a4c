"""What is served: one release, named in every answer, exchanged for the next one, and read to its end."""

import gc
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lod import release
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.release import Release, Site
from lod.web import serving
from lod.web.application import create_app
from tests.conftest import PAGES

FILES = ("/quality.csv", "/quality.json", "/quality.sarif", "/dumps/all.nt.gz", "/processes", "/.well-known/void")


@pytest.fixture
def settings(tmp_path: Path, few_places: Path) -> Settings:
    """A site that keeps one release."""
    return replace(Settings(), site=tmp_path / "site", reference_dir=few_places, kept_releases=1)


def built(settings: Settings, model: Model, number: int) -> Release:
    source = replace(OSSERVATORIO, path=PAGES / f"{number}.txt")
    return build(replace(settings, sources=(source,)), model).release


def paths(app: Flask) -> list[str]:
    """An address of each route, most of them of nothing that is there."""
    return sorted({re.sub(r"<[^>]+>", "none", rule.rule) for rule in app.url_map.iter_rules()})


def test_every_response_names_its_release(sample_settings: Settings, sample: Release) -> None:
    """Of every route, by every method, with and without a format that it can be had in."""
    app = create_app(sample_settings)
    client = app.test_client()
    named = {}
    for path in paths(app):
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PATCH"):
            for accept in ("*/*", "text/html", "application/x-none"):
                with client.open(path, method=method, headers={"Accept": accept}) as response:
                    named[path, method, accept] = response.headers.get("X-Release")

    assert len(named) > 300
    assert {asked: name for asked, name in named.items() if name != sample.id} == {}


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/doc/process/er-65.ttl", {}, 200),
        ("/static/propar.css", {}, 200),
        ("/dumps/all.nt.gz", {"headers": {"Range": "bytes=0-9"}}, 206),
        ("/id/process/er-65", {}, 303),
        ("/onto/", {}, 308),
        ("/sparql?query=SELECT", {}, 400),
        ("/sparql", {"method": "POST", "data": "x" * 70_000, "content_type": "application/sparql-query"}, 413),
        ("/doc/process/er-65", {"headers": {"Accept": "x" * 5_000}}, 431),
        ("/doc/process/er-65", {"headers": {"X-Forwarded-Prefix": "//evil.example"}}, 400),
        ("/doc/process/er-65", {"headers": {"If-None-Match": "*"}}, 304),
        ("/doc/process/er-65", {"headers": {"If-Match": '"x"'}}, 412),
        ("/doc/process/er-65", {"method": "OPTIONS", "headers": {"Access-Control-Request-Method": "GET"}}, 200),
    ],
)
def test_answers_of_each_kind_name_their_release(
    sample_settings: Settings, sample: Release, path: str, options: dict[str, object], status: int
) -> None:
    """Data and files, redirects, refusals at the door, and what a client has already; from memory, too."""
    client = create_app(replace(sample_settings, trusted_proxies=1)).test_client()
    for _ in range(2):
        with client.open(path, **options) as response:  # type: ignore[arg-type]
            assert (response.status_code, response.headers.get("X-Release")) == (status, sample.id)


def test_the_files_of_a_former_release_name_that_one(settings: Settings, model: Model) -> None:
    """Not the one that is current."""
    kept = replace(settings, kept_releases=2)
    old = built(kept, model, 65)
    new = built(kept, model, 84)
    client = create_app(kept).test_client()
    with client.get(f"/releases/{old.id}/dumps/all.nt.gz") as former, client.get("/dumps/all.nt.gz") as current:
        assert (former.status_code, former.headers["X-Release"]) == (200, old.id)
        assert (current.status_code, current.headers["X-Release"]) == (200, new.id)


def test_what_is_served_is_not_pruned(settings: Settings, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that began before the switch finds the files that it opens late; then the release goes."""
    old = built(settings, model, 65)
    client = create_app(settings).test_client()
    # a server that has not noticed yet that there is another release
    monkeypatch.setattr(serving.Serving, "_exchange", lambda _: None)
    new = built(settings, model, 84)
    before = {path: client.get(path) for path in FILES}
    monkeypatch.undo()
    after = {path: client.get(path) for path in FILES}
    # what was served is full of circles
    gc.collect()
    pruned = Site(settings.site).prune(1)

    assert {path: (a.status_code, a.headers["X-Release"]) for path, a in before.items()} == dict.fromkeys(
        FILES, (200, old.id)
    )
    assert {path: (a.status_code, a.headers["X-Release"]) for path, a in after.items()} == dict.fromkeys(
        FILES, (200, new.id)
    )
    assert [gone.id for gone in pruned.removed] == [old.id]
    assert not old.path.exists()


def test_a_new_release_that_cannot_be_opened_leaves_the_old_one(
    settings: Settings, model: Model, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told in the log; once it can be opened it is served."""
    old = built(settings, model, 65)
    client: FlaskClient = create_app(settings).test_client()
    new = built(settings, model, 84)
    manifest = (new.path / release.MANIFEST).read_text("utf-8")
    (new.path / release.MANIFEST).write_text("{", "utf-8")
    with caplog.at_level(logging.ERROR):
        damaged = [client.get("/doc/process/er-65.ttl") for _ in range(2)]
    (new.path / release.MANIFEST).write_text(manifest, "utf-8")
    monkeypatch.setattr(serving.time, "monotonic", lambda: 1e12)
    mended = client.get("/doc/process/er-84.ttl")

    assert {(a.status_code, a.headers["X-Release"]) for a in damaged} == {(200, old.id)}
    assert len([r for r in caplog.records if "cannot be opened" in r.message]) == 1
    assert (mended.status_code, mended.headers["X-Release"]) == (200, new.id)
