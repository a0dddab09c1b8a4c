"""Releases: whole or not there, and nobody sees the difference but by what they say."""

import fcntl
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from lod import drafting, release
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.errors import ReleaseError
from lod.model import Model
from lod.release import Release, Site, opened, switching
from lod.release.steps import WAITING
from tests.conftest import PAGES


@pytest.fixture
def settings(tmp_path: Path, few_places: Path) -> Settings:
    source = replace(OSSERVATORIO, path=PAGES / "65.txt")
    return replace(Settings(), site=tmp_path / "site", sources=(source,), reference_dir=few_places)


def built(settings: Settings, model: Model, number: int) -> Release:
    """The release of one page of the sample."""
    source = replace(OSSERVATORIO, path=PAGES / f"{number}.txt")
    return build(replace(settings, sources=(source,)), model).release


def test_a_release_holds_all_that_it_promises(sample: Release) -> None:
    """Store, index, data, dumps, context, findings, rejected records, and the model it was made with."""
    names = {path.name for path in sample.path.iterdir()}

    assert names == {
        "store",
        "index.sqlite",
        "data.nt",
        "context.jsonld",
        "catalogue.json",
        "dumps",
        "history.sqlite",
        "findings.json",
        "rejected",
        "diagrams",
        "report",
        "ontology",
        "shapes",
        "withdrawn.txt",
        "manifest.json",
    }


def test_the_manifest_lists_every_file_with_its_checksum(sample: Release) -> None:
    """And no file that is not there."""
    listed = set(sample.manifest["files"])
    found = {str(p.relative_to(sample.path)) for p in sample.path.rglob("*") if p.is_file()}

    assert listed == found - {"manifest.json"}
    for name, file in sample.manifest["files"].items():
        assert (sample.path / name).stat().st_size == file["bytes"]


def test_the_dump_is_the_store_in_one_order(sample: Release) -> None:
    """Sorted, each line once."""
    lines = (sample.path / release.DATA).read_text("utf-8").splitlines()

    assert len(lines) == len(set(lines)) == sample.manifest["triples"]


def test_a_failed_build_leaves_no_litter(settings: Settings, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a draft nor a release."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(switching, "sync_tree", full)
    with pytest.raises(ReleaseError, match="No space left"):
        build(settings, model)

    assert list((settings.site / "releases").iterdir()) == []
    assert Site(settings.site).target() == ""


def test_a_killed_build_leaves_the_old_release_and_the_next_one_sweeps(settings: Settings, model: Model) -> None:
    """SIGKILL in the middle: the old release is whole, the rerun succeeds, no draft is left."""
    old = build(settings, model).release
    other = f"osservatorio={PAGES / '84.txt'}"
    killing = (
        "import os, signal; from lod.release import switching;"
        "switching.sync_tree = lambda _: os.kill(os.getpid(), signal.SIGKILL);"
    )
    calling = f"from lod.cli import main; main(['build', '--site', {str(settings.site)!r}, '--source', {other!r}])"
    script = killing + calling
    killed = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    drafts = [p for p in (settings.site / "releases").iterdir() if p.name.startswith(".draft")]
    assert killed.returncode == -9, killed.stderr
    assert len(drafts) == 1
    assert Site(settings.site).current().id == old.id

    again = build(replace(settings, sources=(replace(OSSERVATORIO, path=PAGES / "84.txt"),)), model)

    assert again.is_new
    assert [p for p in (settings.site / "releases").iterdir() if p.name.startswith(".")] == []


def test_two_builds_at_once_do_not_mix(settings: Settings, model: Model) -> None:
    """The second one says so."""
    settings.site.mkdir()
    with (settings.site / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ReleaseError, match="another build is at work"):
            build(settings, model)


def test_a_build_waits_for_another_one_if_told_so(settings: Settings, model: Model) -> None:
    """It says that it waits; as soon as the other one has ended it is done."""
    settings.site.mkdir()
    said = []
    with (settings.site / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        def told(what: str, _count: int) -> None:
            if what == WAITING:
                said.append(what)
                fcntl.flock(lock, fcntl.LOCK_UN)

        outcome = build(settings, model, told, wait=True)

    assert outcome.is_new
    assert said == [WAITING]


def test_a_disk_that_is_full_for_sqlite_is_one_sentence(settings: Settings) -> None:
    """Its errors are not those of the system; a query that is wrong stays a broken program."""
    site = Site(settings.site)
    with pytest.raises(ReleaseError, match="cannot be written: database or disk is full"), site.draft() as draft:
        filled(draft / "full.sqlite", "INSERT INTO x VALUES (zeroblob(100000))")
    with pytest.raises(sqlite3.OperationalError, match="syntax"), site.draft() as draft:
        filled(draft / "wrong.sqlite", "SELEKT")

    assert list(site.releases.iterdir()) == []


def filled(file: Path, statement: str) -> None:
    """Runs *statement* in a small database."""
    with closing(sqlite3.connect(file)) as database:
        for text in ("CREATE TABLE x (y)", "PRAGMA max_page_count = 3", statement):
            database.execute(text)


def test_a_store_that_lost_a_triple_is_not_published(
    settings: Settings, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read back must be what was written."""
    written = drafting.store
    monkeypatch.setattr(drafting, "store", lambda draft, known, base: written(draft, known, base) + 1)
    with pytest.raises(ReleaseError, match="were written"):
        build(settings, model)

    assert Site(settings.site).target() == ""


def test_a_damaged_release_is_not_opened(settings: Settings, model: Model) -> None:
    """One plain sentence."""
    made = build(settings, model).release
    (made.path / release.MANIFEST).write_text("{")
    with pytest.raises(ReleaseError, match="not a whole release"):
        opened(made.path)


def test_the_switch_is_one_link(settings: Settings, model: Model) -> None:
    """Relative, so that the site can be moved."""
    made = build(settings, model).release

    assert (settings.site / "current").readlink() == Path("releases") / made.id


def test_an_older_release_can_be_made_current_again(settings: Settings, model: Model) -> None:
    """Building what was built before switches back to it."""
    first = build(settings, model).release
    build(replace(settings, sources=(replace(OSSERVATORIO, path=PAGES / "84.txt"),)), model)
    third = build(settings, model)

    assert third.release.id == first.id
    assert Site(settings.site).current().id == first.id
    assert json.loads((third.release.path / release.MANIFEST).read_text())["records"] == 1


def test_a_release_says_when_it_was_issued_and_after_which(settings: Settings, model: Model) -> None:
    """In UTC, to the second; the first one after none."""
    first = built(settings, model, 65)
    second = built(settings, model, 84)

    assert [first.previous, second.previous] == [None, first.id]
    assert first.issued <= second.issued
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", second.manifest["issued"])


def test_former_releases_are_kept_as_many_as_the_setting_says(settings: Settings, model: Model) -> None:
    """The newest first, the current one among them."""
    made = [built(replace(settings, kept_releases=3), model, number).id for number in (65, 84, 303, 65, 564)]

    assert [kept.id for kept in Site(settings.site).kept()] == [made[4], made[3], made[2]]
    assert len(list((settings.site / "releases").iterdir())) == 3


def test_what_somebody_reads_is_not_pruned(settings: Settings, model: Model) -> None:
    """It goes as soon as nobody reads it."""
    one = replace(settings, kept_releases=1)
    built(one, model, 65)
    site = Site(settings.site)
    first, hold = site.held()
    second = built(one, model, 84)
    held = [kept.id for kept in site.kept()]
    hold.release()
    pruned = site.prune(1)

    assert held == [second.id, first.id]
    assert [gone.id for gone in pruned.removed] == [first.id]
    assert [kept.id for kept in site.kept()] == [second.id]
