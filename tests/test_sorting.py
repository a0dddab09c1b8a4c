"""N-Triples sorted by document."""

from pathlib import Path

import pytest

from lod import sorting

BASE = "https://data.example.org/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LINES = [
    f'<{BASE}id/process/er-7> <urn:z> "2" .',
    f"<{BASE}id/process/er-7> {TYPE} <urn:Process> .",
    f'<{BASE}id/process/er-7> <urn:z> "1 {TYPE} " .',
    f'<{BASE}id/process/er-7> <urn:a> "1" .',
    f"<{BASE}doc/process/er-7> {TYPE} <urn:Document> .",
    f'<{BASE}id/process/er-70> <urn:a> "70" .',
    f'<{BASE}id/process/er-7#period> <urn:a> "part" .',
    f'<{BASE}id/place/x> <urn:a> "place" .',
]


def sorted_lines(folder: Path, lines: list[str], max_run_bytes: int) -> list[str]:
    source, target = folder / "source.nt", folder / "target.nt"
    source.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    count = sorting.sort(source, target, BASE, max_run_bytes)
    found = target.read_text("utf-8").splitlines()
    assert count == len(found)
    return found


def test_a_thing_then_its_parts_then_its_document_then_the_next_thing(tmp_path: Path) -> None:
    """Who walks the file meets all of a document at once."""
    found = sorted_lines(tmp_path, LINES, sorting.MAX_RUN_BYTES)

    assert found == [LINES[i] for i in (7, 1, 3, 2, 0, 6, 4, 5)]


@pytest.mark.parametrize("max_run_bytes", [1, 200, 500])
def test_what_does_not_fit_into_memory_is_sorted_all_the_same(tmp_path: Path, max_run_bytes: int) -> None:
    """The order does not depend on how much was sorted at once."""
    at_once = sorted_lines(tmp_path, LINES, sorting.MAX_RUN_BYTES)

    assert sorted_lines(tmp_path, LINES, max_run_bytes) == at_once


def test_nothing_is_left_beside_the_sorted_file(tmp_path: Path) -> None:
    """What waited on disk is gone."""
    sorted_lines(tmp_path, LINES, 1)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["source.nt", "target.nt"]


def test_no_line_gives_no_line(tmp_path: Path) -> None:
    """An empty release is sorted too."""
    assert sorted_lines(tmp_path, [], sorting.MAX_RUN_BYTES) == []


def test_the_subjects_of_one_document_say_so(tmp_path: Path) -> None:
    """A thing, its parts and its document have one name in common."""
    found = sorted_lines(tmp_path, LINES, sorting.MAX_RUN_BYTES)
    groups = sorting.groups((f"{line}\n".encode() for line in found), BASE)

    assert [group.document.decode().removeprefix(BASE) for group in groups] == [
        "id/place/x",
        "id/process/er-7",
        "id/process/er-7",
        "id/process/er-7",
        "id/process/er-70",
    ]
