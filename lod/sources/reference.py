"""The reference tables: regions, provinces, municipalities, public bodies."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from lod.errors import SettingsError
from lod.findings import Origin
from lod.record import Record, Value
from lod.sources.gathered import Place, Reference

# columns of each table, and the field that each supplies: THE table of this reader
_PEOPLE = {"population": "population", "population_on": "populationOn"}
_BORN = {"established_on": "establishedOn"}
_REGION = {"name": "prefLabel", "region_code": "notation", "nuts2": "nutsCode", **_PEOPLE}
_PROVINCE = {
    "name": "prefLabel",
    "province_code": "notation",
    "acronym": "acronym",
    "nuts3": "nutsCode",
    **_PEOPLE,
}
_MUNICIPALITY = {
    "name": "prefLabel",
    "istat_code": "notation",
    "belfiore": "belfioreCode",
    "nuts3": "nutsCode",
    **_BORN,
}
_SUPPRESSED = {
    "name": "prefLabel",
    "istat_code": "notation",
    "belfiore": "belfioreCode",
    "nuts3": "nutsCode",
    "suppressed_on": "suppressedOn",
}
_BODY = {"name": "prefLabel", "ipa_code": "IPAcode"}
_SAME = "exactMatch"
_SAME_COLUMNS = ("ontopia_uri", "nuts2_uri", "nuts3_uri", "wikidata_uri", "geonames_uri")
_ABOVE = "broader"
_SUCCESSOR = "isReplacedBy"
_POSITION = "hasGeometry.asWKT"
PLACE = "spatial"
_SEAT = "location"
NAME = _BODY["name"]

FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Region": frozenset({*_REGION.values(), _SAME, _POSITION}),
        "Province": frozenset({*_PROVINCE.values(), _SAME, _ABOVE, _POSITION}),
        "Municipality": frozenset(
            {*_MUNICIPALITY.values(), *_SUPPRESSED.values(), _SAME, _ABOVE, _SUCCESSOR, _POSITION}
        ),
        "PublicBody": frozenset({*_BODY.values(), *_BORN.values(), PLACE, _SEAT}),
        "Organization": frozenset({NAME, PLACE}),
    }
)
_FILES = ("regions.csv", "provinces.csv", "municipalities.csv", "suppressed.csv", "bodies.csv", "aliases.csv")

Row = Mapping[str, str]


def read(folder: Path) -> Iterator[Record]:
    """The records of all places: the larger before the smaller.

    Raises:
        SettingsError: a table is missing or broken.
    """
    reference = load(folder)
    yield from (reference.records[key] for key in reference.places)


def load(folder: Path) -> Reference:
    """The tables in *folder*.

    Raises:
        SettingsError: a table is missing or broken.
    """
    tables = {name: _table(folder / name) for name in _FILES}
    known = Reference()
    acronyms = {row["province_code"]: row["acronym"] for row, _ in tables["provinces.csv"]}
    aliases: dict[str, list[str]] = {}
    for row, _ in tables["aliases.csv"]:
        aliases.setdefault(row["istat_code"], []).append(row["name"])
    for row, origin in tables["regions.csv"]:
        key = f"regione-{row['region_code']}"
        # a region and a province are not named in lists of municipalities
        known.places[key] = Place(key, row["name"], "")
        known.records[key] = _record("Region", key, origin, row, _REGION, {**_same(row), **_centre(row)})
    for row, origin in tables["provinces.csv"]:
        key = f"provincia-{row['province_code']}"
        more = {**_same(row), **_centre(row), _ABOVE: [f"regione-{row['region_code']}"]}
        known.places[key] = Place(key, row["name"], row["acronym"])
        known.records[key] = _record("Province", key, origin, row, _PROVINCE, more)
    for row, origin in tables["municipalities.csv"]:
        _municipality(known, row, origin, acronyms, aliases.get(row["istat_code"], []))
    for row, origin in tables["suppressed.csv"]:
        _suppressed(known, row, origin, acronyms)
    for row, origin in tables["bodies.csv"]:
        shape = "PublicBody" if row["ipa_code"] or row["place"] else "Organization"
        more = {PLACE: row["place"].split("|"), _SEAT: [row["seat"]]}
        others = [name for name in row["other_names"].split("|") if name]
        known.add_body(_record(shape, row["key"], origin, row, {**_BODY, **_BORN}, more), row["name"], *others)
    return known


def _municipality(known: Reference, row: Row, origin: Origin, acronyms: Mapping[str, str], aliases: list[str]) -> None:
    key, province = f"comune-{row['istat_code']}", row["province_code"]
    more = {
        **_same(row),
        **_centre(row),
        _ABOVE: [f"provincia-{province}"],
    }
    place = Place(key, row["name"], _known(acronyms, province, origin), row["ipa_code"])
    known.add_place(place, _record("Municipality", key, origin, row, _MUNICIPALITY, more), *aliases)
    name = f"Comune di {row['name']}"
    body = {**row, "name": name}
    known.add_body(
        _record("PublicBody", row["ipa_code"], origin, body, {**_BODY, **_BORN}, {PLACE: [key]}),
        *(f"Comune di {n}" for n in (row["name"], *aliases)),
    )


def _suppressed(known: Reference, row: Row, origin: Origin, acronyms: Mapping[str, str]) -> None:
    key, province = f"comune-{row['istat_code']}", row["province_code"]
    successor = f"comune-{row['successor_istat_code']}"
    if successor not in known.places:
        raise SettingsError(f"{origin}: the successor {row['successor_istat_code']} is in no table")
    more = {**_same(row), **_centre(row), _ABOVE: [f"provincia-{province}"], _SUCCESSOR: [successor]}
    place = Place(key, row["name"], _known(acronyms, province, origin), successor=successor)
    known.add_place(place, _record("Municipality", key, origin, row, _SUPPRESSED, more))


def _same(row: Row) -> Mapping[str, list[str]]:
    """What others call the same place."""
    return {_SAME: [row[column] for column in _SAME_COLUMNS if row.get(column)]}


def _centre(row: Row) -> Mapping[str, list[str]]:
    """Where a place lies."""
    return {_POSITION: [f"POINT({row['longitude']} {row['latitude']})"]}


def _known(acronyms: Mapping[str, str], province: str, origin: Origin) -> str:
    if province not in acronyms:
        raise SettingsError(f"{origin}: the province {province} is in no table")
    return acronyms[province]


def _record(
    shape: str, key: str, origin: Origin, row: Row, columns: Mapping[str, str], more: Mapping[str, list[str]]
) -> Record:
    given = {name: [row[column]] for column, name in columns.items()} | dict(more)
    fields = {
        name: tuple(Value(text, origin.line, name) for text in texts if text)
        for name, texts in given.items()
        if any(texts)
    }
    return Record(shape, key, origin, fields)


def _table(path: Path) -> list[tuple[Row, Origin]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows: list[tuple[Row, Origin]] = [(row, Origin(path.name, reader.line_num)) for row in reader]
    except FileNotFoundError as error:
        raise SettingsError(f"{path}: no such table") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path}: not a readable table: {error}") from error
    for row, origin in rows:
        if None in row or None in row.values():
            raise SettingsError(f"{origin}: the row has more or fewer cells than the header")
    return rows
