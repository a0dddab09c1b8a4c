"""The dumps of a release, read again: each says what the release says, in all its compressions."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from lod.dumps.belonging import Belonging
from lod.dumps.files import Part
from lod.dumps.making import ALL, DATA, VOCABULARIES
from lod.rdf import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from lod.release import names, rereading, tabled, unpacked
from lod.release.damage import Damage
from lod.release.reading import Reading
from lod.release.rereading import JSON_LINES, Beginnings
from lod.release.unpacked import UNREADABLE, unreadable

_CHUNK_BYTES = 1 << 20
_GRAPHS = (N_TRIPLES, TURTLE, RDF_XML, JSON_LD, JSON_LINES)
# the quickest to unpack is the one that is parsed
_QUICKEST = ("", "zstd", "gzip")
Dump = Mapping[str, Any]


def damages(
    folder: Path, manifest: Mapping[str, Any], held: Reading, reread_statements: int, *, deep: bool = False
) -> Iterator[Damage]:
    """What does not say what the store says: the data, and each dump.

    Args:
        folder: The release.
        manifest: Its manifest.
        held: What its store says.
        reread_statements: See `lod.config.Settings`.
        deep: Whether rdflib reads all of them, see `lod.release.rereading`.
    """
    dumps: Sequence[Dump] = manifest.get("dumps", ())
    yield from _of_sums(manifest, dumps)
    belonging = _belonging(manifest)
    try:
        with (folder / names.DATA).open("rb") as stream:
            whole, parts = rereading.of_n_triples(stream, _parts(str(manifest["base_iri"]), belonging))
    except UNREADABLE as error:
        yield unreadable(names.DATA, error)
        return
    if whole != held:
        yield Damage(names.DATA, f"says {whole.count} triples, not what the store says")
        return
    expected = {**parts, VOCABULARIES: whole - parts[DATA], ALL: whole}
    context = json.loads((folder / names.CONTEXT).read_text("utf-8"))
    same = [sorted(dumps, key=lambda dump: _QUICKEST.index(dump["compression"])) for dumps in _same(dumps)]
    for first in (dumps[0] for dumps in same if dumps[0]["media_type"] in _GRAPHS):
        right = expected.get(Part(first["covers"], first.get("source", "")).name, Reading())
        yield from _of_graph(folder, first, right, context, _every(right, reread_statements, deep=deep), deep=deep)
    lists = [dumps[0] for dumps in same if dumps[0]["media_type"] not in _GRAPHS]
    for _, tables in groupby(lists, lambda dump: dump["covers"]):
        yield from tabled.damages(folder, str(manifest["base_iri"]), list(tables), belonging.source_of)
    for several in same:
        yield from _differing(folder, several)


def _of_sums(manifest: Mapping[str, Any], dumps: Sequence[Dump]) -> Iterator[Damage]:
    """Those that are not on disk as they were written: their sums were taken before they got there."""
    files = manifest.get("files", {})
    for dump in dumps:
        if files.get(dump["path"]) != {"bytes": dump["bytes"], "sha256": dump["sha256"]}:
            yield Damage(dump["path"], "is not what was written")


def _belonging(manifest: Mapping[str, Any]) -> Belonging:
    prefixes = {source["name"]: source["prefix"] for source in manifest["sources"]}
    return Belonging(str(manifest["base_iri"]), manifest.get("record_kinds", ()), prefixes)


def _parts(base: str, belonging: Belonging) -> dict[str, Beginnings]:
    """The parts of the data that have dumps: what lines about things, and about their documents, begin with."""

    def lines(things: Sequence[str]) -> tuple[str, ...]:
        return tuple(f"<{base}{kind}/{thing.removeprefix(f'{base}id/')}" for thing in things for kind in ("id", "doc"))

    parts = {DATA: Beginnings(lines([f"{base}id/"]))}
    for source in belonging.sources if len(belonging.sources) > 1 else ():
        own, but = belonging.beginnings_of(source)
        parts[Part(DATA, source).name] = Beginnings(lines(own), lines(but))
    return parts


def _every(right: Reading, reread_statements: int, *, deep: bool) -> int:
    """Of how many pieces rdflib reads one."""
    return 1 if deep or not reread_statements else 1 + max(right.count - 1, 0) // reread_statements


def _of_graph(
    folder: Path, dump: Dump, right: Reading, context: Mapping[str, Any], every: int, *, deep: bool
) -> Iterator[Damage]:
    try:
        with unpacked.opened(folder, dump) as stream:
            read = rereading.of_stream(stream, dump["media_type"], context, deep=deep, every=every)
    except UNREADABLE as error:
        yield unreadable(dump["path"], error)
        return
    if read != right:
        yield Damage(dump["path"], "does not say what it covers")


def _same(dumps: Sequence[Dump]) -> Iterator[list[Dump]]:
    """The dumps that differ in compression only, together."""

    def kind(dump: Dump) -> tuple[str, str, str]:
        return dump["covers"], dump.get("source", ""), dump["media_type"]

    return (list(same) for _, same in groupby(sorted(dumps, key=kind), kind))


def _differing(folder: Path, dumps: Sequence[Dump]) -> Iterator[Damage]:
    """Those that do not hold the same bytes as the first one."""
    digests = []
    for dump in dumps if len(dumps) > 1 else ():
        digest = hashlib.sha256()
        try:
            with unpacked.opened(folder, dump) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    digest.update(chunk)
        except UNREADABLE as error:
            yield unreadable(dump["path"], error)
            continue
        digests.append(digest.digest())
        if digests[0] != digests[-1]:
            yield Damage(dump["path"], f"does not hold what {dumps[0]['path']} holds")
