"""Archives made to trouble: each is told in one sentence, within bounds, and its neighbours are read."""

import io
import os
import resource
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lod.findings import Code, Finding
from lod.record import Record
from lod.sources import decidim
from lod.sources.base import Item, Rejected
from lod.sources.decidim import archive
from tests.conftest import ROOT
from tests.sources.decidim import making

PROCESSES = "x-open-data-participatory_processes.csv"
MEETINGS = "x-open-data-meetings.csv"
ENOUGH_S = 20
ENOUGH_BYTES = 900_000_000

Made = Callable[[Path], object]


def good() -> dict[str, bytes]:
    files = making.barcelona()
    return {PROCESSES: making.table(files["participatory_processes"]), MEETINGS: making.table(files["meetings"])}


def items(path: Path) -> list[Item]:
    return list(decidim.read(path, "bo"))


def records(path: Path) -> dict[str, Record]:
    return {item.key: item for item in items(path) if isinstance(item, Record)}


def told(path: Path) -> list[Finding]:
    return [i.finding if isinstance(i, Rejected) else i for i in items(path) if isinstance(i, Rejected | Finding)]


def packed(path: Path, *members: tuple[str, bytes]) -> bytearray:
    """The bytes of a zip of *members*, names that come twice included, also written to *path*."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            info = zipfile.ZipInfo("placeholder" if target.namelist().count(name) else name, (2024, 5, 1, 0, 0, 0))
            target.writestr(info, content, zipfile.ZIP_DEFLATED)
            info.filename = name
            target.filelist[-1].filename = name
    return bytearray(path.read_bytes())


def test_a_file_that_is_no_zip(tmp_path: Path) -> None:
    """A login page that somebody saved under the name of the export."""
    path = tmp_path / "open-data.zip"
    path.write_bytes(b"<!DOCTYPE html><title>Login</title>" * 100)

    assert [(f.code, f.message) for f in told(path)] == [
        (
            Code.NOT_AN_EXPORT,
            (
                "no zip that can be read: it is no zip, or its end is missing, as after a download that was cut"
                " (the program that opens it says “File is not a zip file”)"
            ),
        )
    ]


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_zip_that_was_cut(tmp_path: Path, share: float) -> None:
    """A download that broke off; the zip beside it is read."""
    whole = packed(tmp_path / "b.zip", *good().items())
    (tmp_path / "a.zip").write_bytes(whole[: int(len(whole) * share)])

    assert list(records(tmp_path)) == ["bo-1"]
    assert [f.origin.file for f in told(tmp_path) if f.code is Code.NOT_AN_EXPORT] == ["a.zip"]


def test_a_member_that_is_broken(tmp_path: Path) -> None:
    """A wrong checksum costs the meetings, not the processes."""
    raw = packed(tmp_path / "e.zip", *good().items())
    start = raw.index(MEETINGS.encode()) + len(MEETINGS)
    raw[start + 20] ^= 0xFF
    (tmp_path / "e.zip").write_bytes(raw)
    found = [f for f in told(tmp_path / "e.zip") if f.code is Code.MEMBER_NOT_READ]

    assert list(records(tmp_path / "e.zip")) == ["bo-1"]
    assert [f.origin.file for f in found] == [f"e.zip/{MEETINGS}"]


def test_an_encrypted_member(tmp_path: Path) -> None:
    """It is not asked for a password."""
    raw = packed(tmp_path / "e.zip", *good().items())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.index(signature, raw.index(signature) + 1)
        raw[place + offset] |= 1
    (tmp_path / "e.zip").write_bytes(raw)
    found = [(f.code, f.message) for f in told(tmp_path / "e.zip")]

    assert (Code.MEMBER_NOT_READ, "it is encrypted") in found
    assert list(records(tmp_path / "e.zip")) == ["bo-1"]


@pytest.mark.parametrize("name", [f"../../{MEETINGS}", f"/etc/{MEETINGS}", f"..\\{MEETINGS}", f"C:\\{MEETINGS}"])
def test_a_name_that_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    """It is told, and nothing is written anywhere."""
    folder = tmp_path / "in"
    folder.mkdir()
    files = good()
    packed(folder / "e.zip", (PROCESSES, files[PROCESSES]), (name, files[MEETINGS]))
    found = [f.message for f in told(folder / "e.zip") if f.code is Code.MEMBER_NOT_READ]

    assert found == ["its name leads out of the archive"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["e.zip", "in"]


def test_two_members_of_one_name(tmp_path: Path) -> None:
    """The first counts: programs differ in which one they see."""
    files = good()
    other = files[PROCESSES].replace(b"Pla d'Actuaci", b"Un altre plan ")
    packed(tmp_path / "e.zip", (PROCESSES, files[PROCESSES]), (PROCESSES, other))
    title = records(tmp_path / "e.zip")["bo-1"].fields["title"][0].lexical

    assert title == "Pla d'Actuació"
    assert "a second member of the same name: the first counts" in [f.message for f in told(tmp_path / "e.zip")]


def test_two_files_of_one_kind(tmp_path: Path) -> None:
    """Two instances in one zip: the first counts, the second is told."""
    files = good()
    packed(tmp_path / "e.zip", *files.items(), ("y-open-data-meetings.csv", files[MEETINGS]))

    assert f"a second file of its kind: {MEETINGS} counts" in [f.message for f in told(tmp_path / "e.zip")]


def test_a_zip_that_was_packed_again_on_a_mac(tmp_path: Path) -> None:
    """What macOS adds is no second file of processes."""
    beside = ((f"__MACOSX/._{name}", b"\x00\x05\x16\x07" + bytes(100)) for name in good())
    packed(tmp_path / "e.zip", *good().items(), *beside)

    assert [f for f in told(tmp_path / "e.zip") if f.severity.value == "violation"] == []
    assert list(records(tmp_path / "e.zip")) == ["bo-1"]


def test_a_zip_within_the_zip(tmp_path: Path) -> None:
    """It is not opened, and named."""
    inner = packed(tmp_path / "inner.zip", *good().items())
    packed(tmp_path / "e.zip", *good().items(), ("more.zip", bytes(inner)))

    assert [f.value for f in told(tmp_path / "e.zip") if f.code is Code.NOT_READ] == ["more.zip"]


def test_a_zip_without_processes(tmp_path: Path) -> None:
    """Somebody's holiday pictures."""
    packed(tmp_path / "e.zip", ("img/1.jpg", b"x"))

    assert [f.code for f in told(tmp_path / "e.zip")] == [Code.NOT_AN_EXPORT, Code.NOT_READ]


def bomb(path: Path) -> None:
    packed(path, (PROCESSES, b"id;title/it\n1;" + b"a" * 49_000_000))


def large(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target, target.open(PROCESSES, "w") as member:
        for _ in range(40):
            member.write(os.urandom(20_000).hex().encode() * 40)


def lying_small(path: Path) -> None:
    """The directory says a few bytes, the content goes on."""
    raw = packed(path, (PROCESSES, b"id;title/it\n1;" + b"a" * 5_000_000))
    place = raw.index(b"PK\x01\x02")
    raw[place + 24 : place + 28] = struct.pack("<L", 100)
    path.write_bytes(raw)


def lying_large(path: Path) -> None:
    """By an entry of zip64: more than a file can have."""
    raw = packed(path, *good().items())
    place = raw.index(b"PK\x01\x02")
    name_length = struct.unpack("<H", raw[place + 28 : place + 30])[0]
    raw[place + 24 : place + 28] = b"\xff" * 4
    extra = struct.pack("<HHQ", 1, 8, 2**63 - 1)
    raw[place + 30 : place + 32] = struct.pack("<H", len(extra))
    raw[place + 46 + name_length : place + 46 + name_length] = extra
    end = raw.rindex(b"PK\x05\x06")
    size = struct.unpack("<L", raw[end + 12 : end + 16])[0]
    raw[end + 12 : end + 16] = struct.pack("<L", size + len(extra))
    path.write_bytes(raw)


def lying_directory(path: Path) -> None:
    """By the end record of zip64: a directory of a terabyte."""
    raw = packed(path, *good().items())
    end = raw.rindex(b"PK\x05\x06")
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2, 2, 2**40, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    raw[end:end] = record + locator
    path.write_bytes(raw)


def crowded(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as target:
        for number in range(100_000):
            target.writestr(f"{number}.csv", b"")


def some_crowd(path: Path) -> None:
    packed(path, *((f"{number}.csv", b"") for number in range(2_001)))


def long_names(path: Path) -> None:
    packed(path, *((f"{number}-{'n' * 60_000}.csv", b"") for number in range(40)))


def long_cell(path: Path) -> None:
    packed(path, (PROCESSES, b'id;title/it\n1;"' + os.urandom(1_500_000).hex().encode() + b'"\n2;Altro\n'))


def unclosed(path: Path) -> None:
    packed(path, (PROCESSES, b"id;title/it\n" + b'1;"a\n' * 30_000))


def deep_html(path: Path) -> None:
    nested = b"<div>" * 50_000
    packed(path, (PROCESSES, b"id;title/it;description/it\n1;Prova;" + nested + b"\n2;Altro;\n"))


def many_columns(path: Path) -> None:
    packed(path, (PROCESSES, b"id;" + b";".join(b"c%d" % n for n in range(1_000_000)) + b"\n"))


def no_text(path: Path) -> None:
    packed(path, (PROCESSES, os.urandom(100_000)))


def empty(path: Path) -> None:
    path.write_bytes(b"")


HOSTILE: list[Made] = [
    *(bomb, large, lying_small, lying_large, lying_directory, crowded, some_crowd, long_names, long_cell, unclosed),
    *(deep_html, many_columns, no_text, empty),
]
READ = """
import sys
from pathlib import Path
from lod.findings import Finding
from lod.sources import decidim
from lod.sources.base import Rejected
found = list(decidim.read(Path(sys.argv[1]), "bo"))
print(sum(isinstance(item, Finding | Rejected) for item in found))
"""


@pytest.mark.parametrize("made", HOSTILE, ids=lambda made: made.__name__)
def test_a_hostile_archive_is_told_within_bounds(tmp_path: Path, made: Made) -> None:
    """No traceback, in seconds, within a memory that a small server has."""
    made(tmp_path / "e.zip")
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "e.zip")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=ENOUGH_S * 3,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ENOUGH_BYTES, ENOUGH_BYTES)),  # no threads here
    )

    assert ended.stderr == ""
    assert int(ended.stdout) > 0
    assert time.monotonic() - started < ENOUGH_S


@pytest.mark.parametrize("made", [bomb, lying_directory, some_crowd, no_text, empty], ids=lambda made: made.__name__)
def test_what_is_beside_a_hostile_archive_is_read(tmp_path: Path, made: Made) -> None:
    """In the order of their names, the hostile one first."""
    made(tmp_path / "a.zip")
    packed(tmp_path / "b.zip", *good().items())

    assert "bo-1" in records(tmp_path)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (bomb, "more than 200 times its size"),
        (large, "it says that it unpacks to 64000000 bytes, at most 60000000 are read"),
        (lying_small, "Bad CRC-32"),
        (lying_large, "at most 60000000 are read"),
        (lying_directory, "Bad offset for central directory"),
        (crowded, "its directory takes more than the 1000000 bytes that are read"),
        (some_crowd, "2001 members, at most 2000 are read"),
        (long_names, "its directory takes more"),
    ],
    ids=lambda made: getattr(made, "__name__", ""),
)
def test_what_is_wrong_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Made, message: str) -> None:
    """In words that lead to the cause."""
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 60_000_000)
    made(tmp_path / "e.zip")

    assert [f.message for f in told(tmp_path / "e.zip") if message in f.message and f.severity.value == "violation"]


def test_bytes_are_counted_while_they_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit holds though the member says that it is smaller."""
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 1_000_000)
    packed(tmp_path / "e.zip", (PROCESSES, os.urandom(600_000).hex().encode()))
    with archive.members(tmp_path / "e.zip") as (member,), pytest.raises(ValueError, match="more than 1000000 bytes"):
        list(member.pieces())


def test_the_neighbours_of_a_broken_row_are_read(tmp_path: Path) -> None:
    """A quote that is not closed costs one row; it is not kept where it may name a person."""
    content = b'id;title/it;author/name\n1;Uno;Anna Verdi\n2;"Due;Anna Verdi\n3;Tre;Anna Verdi\n'
    packed(tmp_path / "e.zip", (PROCESSES, content))
    kept = [item.raw for item in items(tmp_path / "e.zip") if isinstance(item, Rejected)]

    assert list(records(tmp_path / "e.zip")) == ["bo-1", "bo-3"]
    assert kept == [b""]


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    """A folder named like a zip is no zip; a link to nothing is one that cannot be read."""
    (tmp_path / "e.zip").mkdir()
    packed(tmp_path / "f.zip", *good().items())

    assert list(records(tmp_path)) == ["bo-1"]
    with pytest.raises(ValueError, match="cannot be read"), archive.members(tmp_path / "none.zip"):
        pass


def test_an_archive_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is looked at first."""
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 100)
    packed(tmp_path / "e.zip", *good().items())

    assert "at most 100 are read" in told(tmp_path / "e.zip")[0].message


def test_what_is_packed_otherwise_is_not_unpacked(tmp_path: Path) -> None:
    """LZMA can ask for any amount of memory."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as target:
        target.writestr(PROCESSES, good()[PROCESSES])
    (tmp_path / "e.zip").write_bytes(content.getvalue())

    assert "it is packed in a way that exports are not" in [f.message for f in told(tmp_path / "e.zip")]
