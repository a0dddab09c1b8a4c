"""The committed data: what it says of itself is true."""

import csv
import hashlib
from pathlib import Path

import pytest

from lod.errors import SettingsError
from lod.sources import reference
from tests.conftest import ROOT

DATA = ROOT / "data"


def test_every_file_is_listed_with_its_checksum() -> None:
    """Neither a file without checksum nor a checksum without file."""
    listed = dict(
        reversed(line.split())
        for line in (DATA / "README.md").read_text("utf-8").splitlines()
        if line.startswith("    ")
    )
    found = {
        str(p.relative_to(DATA)): hashlib.sha256(p.read_bytes()).hexdigest()
        for folder in ("sources", "reference")
        for p in (DATA / folder).rglob("*")
        if p.is_file()
    }

    assert listed == found


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("name", "count", "key"),
    [
        ("regions.csv", 1, "region_code"),
        ("provinces.csv", 9, "province_code"),
        ("municipalities.csv", 330, "istat_code"),
        ("suppressed.csv", 33, "istat_code"),
    ],
)
def test_a_table_is_complete_and_its_codes_are_unique(name: str, count: int, key: str) -> None:
    """One region, nine provinces, 330 municipalities, 33 suppressed."""
    codes = [row[key] for row in rows(name)]

    assert len(codes) == len(set(codes)) == count


def test_municipalities_stand_in_their_region() -> None:
    """Coordinates in Emilia-Romagna's box, codes of the province, IPA from Belfiore."""
    provinces = {row["province_code"]: row["nuts3"] for row in rows("provinces.csv")}
    for row in rows("municipalities.csv"):
        assert 43.7 < float(row["latitude"]) < 45.2, row
        assert 9.1 < float(row["longitude"]) < 12.8, row
        assert row["istat_code"].startswith(row["province_code"])
        assert row["nuts3"] == provinces[row["province_code"]]
        assert row["ipa_code"] == f"c_{row['belfiore'].lower()}"


def test_every_suppressed_municipality_has_a_successor() -> None:
    """That exists today, and is not the same one."""
    existing = {row["istat_code"] for row in rows("municipalities.csv")}
    for row in rows("suppressed.csv"):
        assert row["successor_istat_code"] in existing
        assert row["istat_code"] not in existing


def test_all_places_are_records() -> None:
    """Regions first, then provinces, then municipalities: what is named comes before what names it."""
    shapes = [record.shape for record in reference.read(DATA / "reference")]

    assert shapes == ["Region"] + ["Province"] * 9 + ["Municipality"] * 363


@pytest.mark.parametrize(
    ("table", "content", "said"),
    [
        ("municipalities.csv", None, "no such table"),
        ("municipalities.csv", b"istat_code,name\n1,\xff\n", "not a readable table"),
        ("provinces.csv", b"province_code,name\n033\n", "more or fewer cells"),
        ("provinces.csv", b'province_code,name\n"033\n', "not a readable table"),
        (
            "suppressed.csv",
            b"istat_code,name,suppressed_on,successor_istat_code,province_code,ontopia_uri\n1,X,2014-01-01,999999,033,u\n",
            "successor 999999",
        ),
    ],
)
def test_a_broken_table_is_one_sentence(
    few_places: Path, tmp_path: Path, table: str, content: bytes | None, said: str
) -> None:
    """Which table, which line."""
    for file in few_places.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / table).unlink()
    if content is not None:
        (tmp_path / table).write_bytes(content)
    with pytest.raises(SettingsError, match=said) as caught:
        reference.load(tmp_path)

    assert table in str(caught.value)


def test_every_municipality_has_a_belfiore_code_of_its_own() -> None:
    """Suppressed ones keep theirs, which persons who were born there have in their fiscal codes."""
    codes = [row["belfiore"] for name in ("municipalities.csv", "suppressed.csv") for row in rows(name)]

    assert len(codes) == len(set(codes)) == 363
    assert all(len(code) == 4 and code[0].isalpha() and code[1:].isdigit() for code in codes)
