"""The flat tables of a release, read again: each says what the data say, and the same as the others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lod.release import described, names, stated, tables, unpacked
from lod.release.damage import Damage
from lod.release.described import Columns
from lod.release.tables import CSV, DESCRIPTION, GEOJSON, PARQUET, Cells

Dumps = Sequence[Mapping[str, Any]]


def damages(folder: Path, base: str, dumps: Dumps, source_of: Callable[[str], str]) -> Iterator[Damage]:
    """What does not say what it should.

    Args:
        folder: The release.
        base: What the IRIs of its publisher's data start with.
        dumps: The tables of one list, each once, however it is compressed.
        source_of: The source that a row is from, by what it is about.
    """
    by_type = {(dump["media_type"], dump.get("source", "")): dump for dump in dumps}
    csv, description = by_type.get((CSV, "")), by_type.get((DESCRIPTION, ""))
    if csv is None or description is None:
        return
    try:
        known = _described(folder, description)
        with unpacked.opened(folder, csv) as stream:
            parts = tables.of_csv(stream, known, source_of)
    except unpacked.UNREADABLE as error:
        yield unpacked.unreadable(csv["path"], error)
        return
    whole = sum(parts.values(), Cells())
    places = None
    if known.target:
        # releases of older versions do not tell what their rows are
        expected = _stated(folder, base, known)
        places = expected.places
        if (whole.rows, whole.said) != (expected.rows, expected.said):
            yield Damage(csv["path"], "does not say what the data say")
            return
    for (_, source), dump in by_type.items():
        try:
            if not _is_right(folder, dump, known, parts.get(source, Cells()) if source else whole, places):
                yield Damage(dump["path"], f"does not say what {csv['path']} says")
        except unpacked.UNREADABLE as error:
            yield unpacked.unreadable(dump["path"], error)


def _is_right(folder: Path, dump: Mapping[str, Any], known: Columns, expected: Cells, places: Any) -> bool:
    """Whether a table other than the CSV of all says what that says."""
    kind = dump["media_type"]
    with unpacked.opened(folder, dump) as stream:
        if kind == PARQUET:
            found = tables.of_parquet(stream, known)
            return (found.rows, found.columns) == (expected.rows, expected.columns)
        if kind == GEOJSON:
            found = tables.of_geojson(stream, known)
            # features have some of the columns only
            told = {name: expected.columns.get(name) for name in found.columns}
            return (found.rows, found.columns) == (expected.rows, told) and places in (None, found.places)
        if kind == CSV and dump.get("source"):
            read = sum(tables.of_csv(stream, known).values(), Cells())
            return (read.rows, read.columns) == (expected.rows, expected.columns)
        if kind == DESCRIPTION:
            return described.columns(stream.read()) == known
    return True


def _described(folder: Path, dump: Mapping[str, Any]) -> Columns:
    with unpacked.opened(folder, dump) as stream:
        return described.columns(stream.read())


def _stated(folder: Path, base: str, known: Columns) -> stated.Stated:
    with (folder / names.DATA).open("rb") as lines:
        where = stated.points(lines)
    with (folder / names.DATA).open("rb") as lines:
        return stated.stated(lines, f"{base}id/", known, where)
