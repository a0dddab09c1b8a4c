"""The committed data: what it says of itself is true."""

import csv
import hashlib
from collections.abc import Mapping
from math import cos, hypot, radians
from pathlib import Path

import pytest

from lod.errors import SettingsError
from lod.sources import reference
from tests.conftest import ROOT

DATA = ROOT / "data"
MOST_WAY_KM = 15
MOST_DISAGREEMENT_KM = 2


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


def apart_km(here: Mapping[str, str], there: Mapping[str, str]) -> float:
    """Kilometres between two places of tables, as the crow flies; good for short ways."""
    north, east = (float(here[side]) - float(there[side]) for side in ("latitude", "longitude"))
    return 111.2 * hypot(north, east * cos(radians(float(here["latitude"]))))


def test_every_municipality_has_a_place_on_the_map() -> None:
    """Within the region, no two at the same point; 363 of them, those of today and those of the past."""
    points = [
        (float(row["longitude"]), float(row["latitude"]))
        for name in ("municipalities.csv", "suppressed.csv")
        for row in rows(name)
    ]

    assert len(set(points)) == 363
    assert all(9.19 < east < 12.76 and 43.73 < north < 45.14 for east, north in points)


def test_a_suppressed_municipality_lies_in_its_successor() -> None:
    """Its seat is at most 15 km from the centre of the municipality that took its place."""
    today = {row["istat_code"]: row for row in rows("municipalities.csv")}
    far = [
        row["name"] for row in rows("suppressed.csv") if apart_km(row, today[row["successor_istat_code"]]) > MOST_WAY_KM
    ]

    assert far == []


def test_a_second_source_agrees_where_a_suppressed_municipality_was() -> None:
    """Every seat, within 2 km; sources that know minutes only cannot do better."""
    with (Path(__file__).parent / "places" / "seats.csv").open(encoding="utf-8", newline="") as file:
        second = {row["istat_code"]: row for row in csv.DictReader(file)}
    ours = {row["istat_code"]: row for row in rows("suppressed.csv")}

    assert second.keys() == ours.keys()
    assert [row["name"] for code, row in ours.items() if apart_km(row, second[code]) > MOST_DISAGREEMENT_KM] == []


@pytest.mark.parametrize(
    ("name", "column", "count"),
    [
        ("municipalities.csv", "ontopia_uri", 330),
        ("municipalities.csv", "wikidata_uri", 330),
        ("municipalities.csv", "geonames_uri", 3),
        ("suppressed.csv", "ontopia_uri", 33),
    ],
)
def test_links_of_municipalities_are_as_many_as_are_known(name: str, column: str, count: int) -> None:
    """And no two municipalities are said to be the same thing elsewhere."""
    links = [row[column] for row in rows(name) if row[column]]

    assert len(links) == len(set(links)) == count


def test_a_body_of_several_places_has_its_seat_in_one_of_them() -> None:
    """A union of municipalities, whose coordinates are those of its seat."""
    unions = [row for row in rows("bodies.csv") if "|" in row["place"]]

    assert len(unions) == 2
    assert [row["key"] for row in unions if row["seat"] not in row["place"].split("|")] == []


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
