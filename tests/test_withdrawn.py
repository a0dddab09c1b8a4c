"""What was published once and is no longer: noted, carried on, forgotten when it comes back."""

from dataclasses import replace
from pathlib import Path

import pytest

from lod import config, release, withdrawn
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.errors import RejectedError
from lod.model import Model
from lod.release import Release, Site
from tests import catalogued
from tests.conftest import page_of

ID = "https://w3id.org/propar/id/process/er-"


@pytest.fixture
def settings(tmp_path: Path, few_places: Path) -> Settings:
    (tmp_path / "pages").mkdir()
    source = replace(OSSERVATORIO, path=tmp_path / "pages")
    return replace(Settings(), site=tmp_path / "site", sources=(source,), reference_dir=few_places)


def built(settings: Settings, model: Model, *numbers: int) -> Release:
    """The release of these records."""
    folder = settings.sources[0].path
    for old in folder.iterdir():
        old.unlink()
    for number in numbers:
        (folder / f"{number}.txt").write_text(page_of(number), "utf-8")
    return build(settings, model).release


def gone(made: Release) -> list[str]:
    return sorted(withdrawn.read(made.path / release.WITHDRAWN))


def test_what_a_release_lacks_is_noted_until_it_comes_back(settings: Settings, model: Model) -> None:
    """Over any number of releases; a record that changes or is new is none of it."""
    found = [
        gone(built(settings, model, *numbers)) for numbers in ((1, 2, 3), (2, 3), (3, 4), (1, 3, 5), (1, 2, 3, 4, 5))
    ]

    assert found == [[], [f"{ID}1"], [f"{ID}1", f"{ID}2"], [f"{ID}2", f"{ID}4"], []]


def test_going_back_to_an_older_release_withdraws_what_it_lacks(settings: Settings, model: Model) -> None:
    """Though it says the same as before, it has another past now; its manifest is true of it."""
    first = built(settings, model, 1)
    second = built(settings, model, 1, 2)
    third = built(settings, model, 1)

    assert first.id == third.id != second.id
    assert gone(third) == [f"{ID}2"]
    assert third.manifest["files"]["withdrawn.txt"]["bytes"] == len(f"{ID}2\n")
    assert [p for p in third.path.parent.iterdir() if p.name.startswith(".")] == []


def test_what_is_withdrawn_is_no_part_of_what_a_release_says(settings: Settings, model: Model, tmp_path: Path) -> None:
    """The same data have the same name, whatever was there before them."""
    built(settings, model, 1, 2)
    with_past = built(settings, model, 2)
    without = built(replace(settings, site=tmp_path / "other"), model, 2)

    assert with_past.id == without.id
    assert (gone(with_past), gone(without)) == ([f"{ID}1"], [])


def test_a_release_of_an_older_version_has_no_list(settings: Settings, model: Model) -> None:
    """It counts as empty, and the next one begins it."""
    old = built(settings, model, 1)
    (old.path / release.WITHDRAWN).unlink()

    assert gone(old) == []
    assert gone(built(settings, model, 2)) == [f"{ID}1"]


def test_parts_of_things_and_things_of_others_do_not_count(tmp_path: Path) -> None:
    """Only what has a document of ours."""
    old, new = tmp_path / "old.nt", tmp_path / "new.nt"
    lines = ["id/process/a> <p:p> <o:o> .", "id/process/a#part> <p:p> <o:o> .", "doc/process/a> <p:p> <o:o> ."]
    old.write_text(
        "".join(f"<https://example.org/{line}\n" for line in lines) + "<https://other.example/id/x> <p:p> <o:o> .\n"
    )
    new.write_text("<https://example.org/id/process/ab> <p:p> <o:o> .\n")
    withdrawn.write(tmp_path / "list.txt", new, [old], ["https://example.org/id/"])

    assert (tmp_path / "list.txt").read_text() == "https://example.org/id/process/a\n"


@pytest.fixture
def published(tmp_path: Path, few_places: Path, model: Model) -> Path:
    """The settings of a publisher, who has published three records and has lost the files of two."""
    file = catalogued.settled(tmp_path, few_places)
    catalogued.released_once(file, model)
    for number in (1, 2):
        (file.parent / "pages" / f"{number}.txt").unlink()
    return file


def test_a_build_that_would_withdraw_most_records_publishes_nothing(published: Path, model: Model) -> None:
    """A file is missing, or a prefix another one; the old release goes on serving."""
    settings = config.load(published)
    old = Site(settings.site).current()

    with pytest.raises(RejectedError, match="2 of the 3 records at /processes would be gone, more than 50%"):
        build(settings, model)
    assert [p.name for p in (settings.site / "releases").iterdir()] == [old.path.name]
    assert Site(settings.site).current().id == old.id


def test_who_means_to_withdraw_most_records_says_so(published: Path, model: Model) -> None:
    """And only those two are gone."""
    made = build(replace(config.load(published), max_withdrawn=0.7), model).release

    assert [iri.rpartition("-")[2] for iri in gone(made) if "/process/" in iri] == ["1", "2"]


def test_who_changes_the_base_of_all_iris_says_that_it_is_meant(tmp_path: Path, few_places: Path, model: Model) -> None:
    """Not one of the addresses that others keep would be there."""
    file = catalogued.settled(tmp_path, few_places)
    catalogued.released_once(file, model)

    with pytest.raises(RejectedError, match="3 of the 3 records"):
        build(replace(config.load(file), base_iri="http://127.0.0.1:1/"), model)
