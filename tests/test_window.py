"""The window on a text: what it says does not depend on how the text is cut into pieces."""

import tracemalloc
from functools import partial
from itertools import repeat
from pathlib import Path

import pytest

from lod.findings import Code
from lod.sources import window
from lod.sources.encoding import decoded
from lod.sources.window import Window, of_file, surveyed

TEXTS = [
    b"a;b\r\n1;2\r3;4\n",
    b"\xef\xbb\xbfa;\xc3\xa8\n1;\xe8\n2;\xe8\xe8\n3;\xc3\xa8\r\n",
    "a;è\r\n1;’\n".encode("utf-16"),
    b"\r\n\r\n\xe2\x80\x99\xe2\x80",
]


def in_pieces(raw: bytes, size: int) -> list[bytes]:
    return [raw[start : start + size] for start in range(0, len(raw), size)]


def everything(seen: Window | None) -> str:
    assert seen is not None
    seen.need(0, 1_000_000)
    return seen.text


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("raw", TEXTS)
def test_pieces_give_the_same_text_and_findings(raw: bytes, size: int) -> None:
    """Characters, line ends and marks may be cut in two; a line with foreign bytes is counted once."""
    whole = decoded(raw, "x.csv")
    pieces = in_pieces(raw, size) if size > 1 or not raw.startswith((b"\xff\xfe", b"\xfe\xff")) else [raw]
    seen = surveyed(lambda: pieces, "x.csv")

    assert everything(seen) == whole.text
    assert (seen and seen.findings, seen and seen.encoding) == (whole.findings, whole.encoding)


def test_a_place_moves_with_the_window() -> None:
    """What stands there stays the same; what stands before is forgotten."""
    seen = Window(str(number % 10) * 10 for number in range(100))
    seen.need(0, 100)
    place = seen.need(95, 300)

    assert seen.text[place : place + 10] == "9999900000"
    assert len(seen.text) < 700


def test_a_line_is_held_to_its_end() -> None:
    """However many pieces it comes in."""
    seen = Window(["ab", "c" * 200_000, "d\n", "e\n"])
    start, is_held = seen.need_line(seen.need(0, 1))

    assert (is_held, seen.text[start : seen.next_line(start)]) == (True, "ab" + "c" * 200_000 + "d\n")


def test_a_line_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of it is held; the line after it begins where it should."""
    monkeypatch.setattr(window, "MAX_KEPT_CHARACTERS", 100_000)
    seen = Window([*repeat("x" * 10_000, 1_000), "\nnext\n"])
    start, is_held = seen.need_line(0)
    after = seen.next_line(start)

    assert (is_held, seen.text[after:]) == (False, "next\n")
    assert len(seen.text) < 300_000


def test_what_is_too_much_to_keep_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a text, where all of it is wanted as it came."""
    monkeypatch.setattr(window, "MAX_KEPT_CHARACTERS", 10)

    assert Window(["abc", "def"], "utf-8").rest(0) == b"abcdef"
    assert Window(["abc", "defghijklmnop"], "utf-8").rest(0) is None


def test_a_blank_text_is_none() -> None:
    """Whatever its blanks are."""
    assert surveyed(lambda: [b"\xef\xbb\xbf \r\n", b"\n"], "x.csv") is None


def test_foreign_bytes_are_told_at_the_first_line_of_them() -> None:
    """With how many lines have any, whatever the pieces."""
    seen = surveyed(lambda: [b"a\nb\xe8", b"\xe8\nc\n", b"\xe8\n"], "x.csv")
    told = seen.findings if seen else ()

    assert [(f.code, f.origin.line) for f in told] == [(Code.OTHER_ENCODING, 2)]
    assert "in 2 lines" in told[0].message


def test_memory_does_not_grow_with_the_text(tmp_path: Path) -> None:
    """A file of 20 MB is gone over line by line in a few."""
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"1;2;3;4;5;6;7;8;9;\xc3\xa8\n" * 5_000)
    tracemalloc.start()
    seen = surveyed(partial(of_file, path), path.name)
    lines = place = 0
    assert seen is not None
    while (place := seen.need(place, 1_000)) < len(seen.text):
        place, lines = seen.next_line(place), lines + 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (lines, peak < 8_000_000) == (1_000_000, True)
