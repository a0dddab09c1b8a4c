"""The history of releases: since when each document says what it says."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lod import history
from lod.history import PATCH, History
from lod.iris import Iris
from lod.release import DATA, Publication, Release

BASE = "https://data.example.org/"
IRIS = Iris(BASE)
START = datetime(2026, 1, 1, tzinfo=UTC)
Publish = Callable[..., Release]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Makes the folder of a release that says something of some processes, after another one."""

    def made(name: str, former: Release | None, issued: datetime = START, **said: str) -> Release:
        folder = tmp_path / name
        folder.mkdir()
        lines = [f'<{BASE}id/process/{key}> <urn:p> "{text}" .\n' for key, text in sorted(said.items())]
        (folder / DATA).write_text("".join(lines), "utf-8")
        history.note(folder, Publication(name, issued, former), IRIS)
        return Release(folder, {"id": name, "issued": issued.isoformat(), "base_iri": BASE})

    return made


def since(release: Release, key: str) -> str | None:
    found = History(release.path).version(f"{BASE}doc/process/{key}")
    return found.since.id if found else None


def test_a_document_that_says_the_same_keeps_its_date(publish: Publish) -> None:
    """A portal that asks for what changed does not get all of it again."""
    first = publish("a", None, x="1", y="1")
    second = publish("b", first, x="1", y="2")

    assert (since(second, "x"), since(second, "y")) == ("a", "b")


def test_each_change_has_its_kind(publish: Publish) -> None:
    """Added, changed, withdrawn; what stays is no change."""
    first = publish("a", None, x="1", y="1", z="1")
    second = publish("b", first, x="1", y="2", w="1")
    told = {c.version.document.rpartition("/")[2]: c.kind for c in History(second.path).changes(10)}

    assert told == {"w": "added", "y": "changed", "z": "withdrawn"}
    assert History(second.path).counts() == {"added": 1, "changed": 1, "withdrawn": 1}


def test_what_was_withdrawn_is_known_until_it_comes_back(publish: Publish) -> None:
    """Its end has a date too."""
    first = publish("a", None, x="1", y="1")
    third = publish("c", publish("b", first, x="1"), x="2")
    fourth = publish("d", third, x="2", y="1")
    gone = History(third.path).version(f"{BASE}doc/process/y")

    assert gone is not None
    assert (gone.is_gone, gone.since.id) == (True, "b")
    assert since(fourth, "y") == "d"
    assert [change.kind for change in History(fourth.path).changes(10)] == ["added"]


def test_a_place_in_the_data_holds_the_statements(publish: Publish) -> None:
    """The lines of a document, and no other."""
    release = publish("a", None, x="1", y="2")
    version = History(release.path).version(f"{BASE}doc/process/y")

    assert version is not None
    with (release.path / DATA).open("rb") as data:
        assert history.lines(data, version.start, version.length) == [f'<{BASE}id/process/y> <urn:p> "2" .\n'.encode()]


def test_the_patch_makes_the_new_data_of_the_old(publish: Publish) -> None:
    """Who has the former release and does what the patch says has the new one."""
    first = publish("a", None, x="1", y="1", z="1")
    second = publish("b", first, x="1", y="2", w="1")
    copy = set((first.path / DATA).read_text("utf-8").splitlines())
    for line in gzip.decompress((second.path / PATCH).read_bytes()).decode().splitlines():
        if line.startswith("D "):
            copy.remove(line.removeprefix("D "))
        elif line.startswith("A "):
            copy.add(line.removeprefix("A "))

    assert copy == set((second.path / DATA).read_text("utf-8").splitlines())


def test_the_first_release_has_no_patch(publish: Publish) -> None:
    """There is nothing that it could change."""
    assert not (publish("a", None, x="1").path / PATCH).exists()


@pytest.mark.parametrize("issued", [START, datetime(2025, 1, 1, tzinfo=UTC)])
def test_time_goes_on_whatever_the_clock_says(publish: Publish, issued: datetime) -> None:
    """Who asks for what came after the last release gets it, though the clock stood still or was set back."""
    second = publish("b", publish("a", None, x="1"), issued, x="2")
    first, last = History(second.path).releases()

    assert first.issued < last.issued


def test_after_a_release_without_history_all_is_new(publish: Publish) -> None:
    """A release of an older version of the software noted nothing."""
    older = publish("a", None, x="1")
    (older.path / history.HISTORY).unlink()
    second = publish("b", older, x="1")

    assert since(second, "x") == "b"
    assert [one.id for one in History(second.path).releases()] == ["b"]


def test_versions_come_oldest_first_with_those_that_are_gone(publish: Publish) -> None:
    """A client that begins now learns of ends too; pages have no gap."""
    third = publish("c", publish("b", publish("a", None, x="1", y="1", z="1"), x="1", y="2"), x="1", y="2", v="1")
    told = History(third.path)
    found = [told.versions(1, offset)[0] for offset in range(told.total())]

    assert [(v.document.rpartition("/")[2], v.since.id, v.is_gone) for v in found] == [
        ("x", "a", False),
        ("y", "b", False),
        ("z", "b", True),
        ("v", "c", False),
    ]


def test_what_changed_last_comes_first_in_a_feed(publish: Publish) -> None:
    """Of the kind that was asked for."""
    second = publish("b", publish("a", None, x="1", y="1"), x="1", y="2")

    assert [v.document.rpartition("/")[2] for v in History(second.path).latest(f"{BASE}doc/process/", 5)] == ["y", "x"]
    assert History(second.path).latest(f"{BASE}doc/place/", 5) == []
