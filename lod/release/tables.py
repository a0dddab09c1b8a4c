"""Reading the flat tables of a release again, cell by cell, by code that has not written them.

CSV, which the standard library wrote, is read by Arrow; Parquet and GeoJSON must say the same cells. A cell is told as
CSV has it; what the columns mean is told by the description beside the CSV.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import IO, Any

from lod.release import listed
from lod.release.described import Columns, Said
from lod.release.reading import Reading

CSV, GEOJSON, PARQUET, DESCRIPTION = (
    "text/csv",
    "application/geo+json",
    "application/vnd.apache.parquet",
    "application/csvm+json",
)
# the longest row, with room for the texts of a record
_BLOCK_BYTES = 1 << 24
_ROWS_AT_ONCE = 2_000
# what a row is about, and its cells that are not empty, by column
Row = tuple[str, Mapping[str, str]]
Totals = defaultdict[Any, list[int]]


@dataclass(frozen=True, slots=True)
class Cells:
    """What a table says.

    Args:
        rows: Its rows.
        columns: The cells of each column that has any.
        said: What its columns state, value by value.
        places: Where the rows' things are.
    """

    rows: Reading = field(default_factory=Reading)
    columns: Mapping[str, Reading] = field(default_factory=dict)
    said: Mapping[Said, Reading] = field(default_factory=dict)
    places: Reading = field(default_factory=Reading)

    def __add__(self, other: "Cells") -> "Cells":
        return Cells(
            self.rows + other.rows,
            _together(self.columns, other.columns),
            _together(self.said, other.said),
            self.places + other.places,
        )


def of_csv(stream: IO[bytes], known: Columns, part_of: Callable[[str], str] = lambda _: "") -> dict[str, Cells]:
    """The cells of CSV, by part.

    Args:
        stream: Its bytes.
        known: What its description says.
        part_of: The part that a row belongs to, by what it is about.

    Raises:
        ValueError, OSError: it is none.
    """
    from pyarrow import csv, string  # noqa: PLC0415  # 0.1 s and 40 MB, which a server never needs

    reader = csv.open_csv(
        stream,
        csv.ReadOptions(block_size=_BLOCK_BYTES, use_threads=False),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(column_types=dict.fromkeys(known.datatypes, string()), strings_can_be_null=False),
    )
    if reader.schema.names != list(known.datatypes):
        raise ValueError("the columns are not those that are described")
    found: dict[str, Cells] = {}
    for part, rows in groupby(_rows(reader, known, lambda _, text: text), lambda row: part_of(row[0])):
        said: Totals = defaultdict(lambda: [0, 0])
        cells = _cells(_noted(rows, known, said), known)
        found[part] = found.get(part, Cells()) + replace(cells, said=_readings(said))
    return found


def of_parquet(stream: IO[bytes], known: Columns) -> Cells:
    """The cells of Parquet.

    Raises:
        ValueError, OSError: it cannot be read.
    """
    import pyarrow.parquet  # noqa: PLC0415  # 0.1 s and 40 MB, which a server never needs

    file = pyarrow.parquet.ParquetFile(stream)
    if file.schema_arrow.names != list(known.datatypes):
        raise ValueError("the columns are not those that are described")
    return _cells(_rows(file.iter_batches(_ROWS_AT_ONCE), known, known.cell), known)


def of_geojson(stream: IO[bytes], known: Columns) -> Cells:
    """The cells that the features of GeoJSON have, one a line, and where they are.

    Raises:
        ValueError, LookupError: it is something else.
    """
    head, features = listed.opened(stream)
    if head.get("type") != "FeatureCollection":
        raise ValueError("no collection of features")
    places = [0, 0]

    def rows() -> Iterator[Row]:
        for feature in features:
            if feature.get("type") != "Feature" or not feature.get("id"):
                raise ValueError("something that is no feature")
            for longitude, latitude in _coordinates(feature["geometry"]):
                _note(places, (feature["id"], (longitude, latitude)))
            yield feature["id"], {name: known.cell(name, said) for name, said in feature["properties"].items()}

    cells = _cells(rows(), known)
    return replace(cells, places=Reading(*places))


def _noted(rows: Iterable[Row], known: Columns, said: Totals) -> Iterator[Row]:
    """The *rows*; what their columns state is noted in passing."""
    for iri, cells in rows:
        for column in known.said.keys() & cells.keys():
            for text in filter(None, known.values(column, cells[column])):
                _note(said[known.said[column]], (iri, text))
        yield iri, cells


def _coordinates(geometry: Mapping[str, Any] | None) -> list[list[float]]:
    if geometry is None:
        return []
    several: list[list[float]] = geometry["coordinates"]
    return several if geometry["type"] == "MultiPoint" else [geometry["coordinates"]]


def _rows(batches: Iterable[Any], known: Columns, cell: Callable[[str, Any], str]) -> Iterator[Row]:
    """What each row is about, and its cells that are not empty."""
    for batch in batches:
        names = batch.schema.names
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            found = {name: cell(name, one) for name, one in zip(names, values, strict=True) if one not in (None, "")}
            yield found[known.key], found


def _cells(rows: Iterable[Row], known: Columns) -> Cells:
    by_column: Totals = defaultdict(lambda: [0, 0])
    whole = [0, 0]
    for iri, cells in rows:
        _note(whole, iri)
        for column, cell in cells.items():
            if column != known.key:
                _note(by_column[column], (iri, known.comparable(column, cell)))
    return Cells(Reading(*whole), _readings(by_column))


def _together(some: Mapping[Any, Reading], others: Mapping[Any, Reading]) -> dict[Any, Reading]:
    return {key: some.get(key, Reading()) + others.get(key, Reading()) for key in {**some, **others}}


def _note(totals: list[int], what: object) -> None:
    totals[0] += 1
    totals[1] += hash(what)


def _readings(totals: Totals) -> dict[Any, Reading]:
    return {key: Reading(*counted) for key, counted in totals.items()}
