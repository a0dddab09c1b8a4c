"""What changed between two releases, document by document."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lod import changes, rdf, release
from lod.changes import Change, Kind
from lod.iris import Iris
from lod.release import Release

BASE = "https://w3id.org/propar/"


def line(subject: str, value: str) -> str:
    return f'<{BASE}{subject}> <https://example.org/says> "{value}" .\n'


def compared(folder: Path, former: Sequence[str], latter: Sequence[str]) -> list[Change]:
    """The changes from the lines of one release to those of another."""
    for name, lines in (("former.nt", former), ("latter.nt", latter)):
        (folder / name).write_text("".join(lines), "utf-8")
    return list(changes.between(folder / "former.nt", folder / "latter.nt", Iris(BASE), folder))


def told(found: Sequence[Change]) -> list[tuple[str, Kind, list[str], list[str]]]:
    """Changes as plain texts."""
    return [
        (
            c.document.removeprefix(BASE),
            c.kind,
            [rdf.plain(t.object) for t in c.removed],
            [rdf.plain(t.object) for t in c.added],
        )
        for c in found
    ]


def test_a_document_is_added_changed_or_withdrawn(tmp_path: Path) -> None:
    """With the statements that went and those that came; what says the same is not told."""
    same = line("id/process/same", "a")
    former = [line("id/process/gone", "x"), line("id/process/other", "old"), line("id/process/other", "kept"), same]
    latter = [same, line("id/process/other", "kept"), line("id/process/other", "new"), line("id/process/fresh", "y")]

    assert told(compared(tmp_path, former, latter)) == [
        ("doc/process/fresh", Kind.ADDED, [], ["y"]),
        ("doc/process/gone", Kind.WITHDRAWN, ["x"], []),
        ("doc/process/other", Kind.CHANGED, ["old"], ["new"]),
    ]


def test_thing_parts_and_document_are_one_document(tmp_path: Path) -> None:
    """Whatever stands between them in the file; concepts and terms have documents, too."""
    latter = [
        line("id/process/a", "thing"),
        line("voc/status/done", "concept"),
        line("onto#title", "term"),
        line("id/process/a#period", "part"),
        line("doc/process/a", "document"),
    ]

    assert told(compared(tmp_path, [], latter)) == [
        ("doc/process/a", Kind.ADDED, [], ["document", "part", "thing"]),
        ("doc/voc/status/done", Kind.ADDED, [], ["concept"]),
        ("onto", Kind.ADDED, [], ["term"]),
    ]


def test_order_is_no_change(tmp_path: Path, sample: Release) -> None:
    """The same statements in another order say the same."""
    lines = (sample.path / release.DATA).read_text("utf-8").splitlines(keepends=True)

    assert compared(tmp_path, lines, lines[::-1]) == []


def test_applying_the_changes_gives_the_newer_release(tmp_path: Path, sample: Release) -> None:
    """Of any two, here the sample and half of its statements with some others."""
    former = (sample.path / release.DATA).read_text("utf-8").splitlines(keepends=True)
    latter = [*former[::-2], *(line(f"id/process/n{n}", "è nuovo") for n in range(50))]
    found = compared(tmp_path, former, latter)
    triples = set(rdf.read("".join(former).encode(), rdf.N_TRIPLES))
    for change in found:
        assert triples.issuperset(change.removed)
        assert triples.isdisjoint(change.added)
        triples = (triples - set(change.removed)) | set(change.added)

    assert triples == set(rdf.read("".join(latter).encode(), rdf.N_TRIPLES))
    assert len({change.document for change in found}) == len(found)


def test_many_documents_are_compared_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each comes once, and the folder for what is put aside is empty again."""
    monkeypatch.setattr(changes, "_AT_ONCE", 3)
    former = [line(f"id/process/p{n}", "old") for n in range(40)]
    latter = [line(f"id/process/p{n}", "new") for n in range(20, 60)]
    found = compared(tmp_path, former, latter)

    assert sorted(c.document.rpartition("p")[2] for c in found) == sorted(str(n) for n in range(60))
    assert [sum(c.kind is kind for c in found) for kind in Kind] == [20, 20, 20]
    assert {p.name for p in tmp_path.iterdir()} == {"former.nt", "latter.nt"}
