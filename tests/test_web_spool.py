"""The spool: large answers in files, bounded by bytes."""

import gc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from lod.errors import OverloadError
from lod.web.spool import Spool


def test_a_file_is_found_again() -> None:
    """With the tag of what is in it."""
    spool = Spool()
    made = spool.put("a", [b"one ", b"two"])

    assert spool.get("a") == made
    assert spool.get("b") is None
    assert made.path.read_bytes() == b"one two"
    assert (made.size, made.etag) == (7, sha256(b"one two").hexdigest()[:24])


def test_the_least_used_files_give_way() -> None:
    """Who has one open reads on; the newest is kept though it is too large."""
    spool = Spool(max_bytes=25)
    first, second = spool.put("a", [b"a" * 10]), spool.put("b", [b"b" * 10])
    spool.get("a")
    with second.path.open("rb") as reader:
        third = spool.put("c", [b"c" * 10])

        assert reader.read() == b"b" * 10
    assert [path.path.exists() for path in (first, second, third)] == [True, False, True]
    assert spool.get("b") is None
    huge = spool.put("d", [b"d" * 100])
    assert [path.path.exists() for path in (first, third, huge)] == [False, False, True]


def test_a_file_made_twice_is_there_once() -> None:
    """Two clients may ask for it at the same time."""
    spool = Spool()
    first, second = spool.put("a", [b"a"]), spool.put("a", [b"a"])

    assert spool.get("a") == second
    assert not first.path.exists()


def test_the_files_go_with_the_spool() -> None:
    """So they do with the release."""
    spool = Spool()
    path = spool.put("a", [b"a"]).path
    del spool
    gc.collect()

    assert not path.parent.exists()


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is an overload, not a failure."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spool = Spool()

    def full() -> Iterator[bytes]:
        yield b"a"
        raise OSError(28, "No space left on device")

    with pytest.raises(OverloadError, match="no room"):
        spool.put("a", full())

    assert spool.get("a") is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
