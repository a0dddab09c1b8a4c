"""The dumps of a release, read again: each says what the release says, in all its compressions."""

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO, Any, cast
from xml.sax import SAXException

import zstandard
from rdflib.exceptions import Error as RdflibError

from lod.dumps.making import ALL, DATA, VOCABULARIES
from lod.rdf import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from lod.release import names, rereading, tables
from lod.release.damage import Damage
from lod.release.rereading import JSON_LINES, Reading

_CHUNK_BYTES = 1 << 20
_GRAPHS = (N_TRIPLES, TURTLE, RDF_XML, JSON_LD, JSON_LINES)
# the quickest to unpack is the one that is parsed
_QUICKEST = ("", "zstd", "gzip")
# what readers and unpackers say of bytes that are none of theirs
_UNREADABLE = (
    SyntaxError,
    ValueError,
    LookupError,
    OSError,
    EOFError,
    zlib.error,
    zstandard.ZstdError,
    RdflibError,
    SAXException,
)


def damages(folder: Path, manifest: Mapping[str, Any], held: Reading, *, deep: bool = False) -> Iterator[Damage]:
    """What does not say what the store says: the data, and each dump.

    Args:
        folder: The release.
        manifest: Its manifest.
        held: What its store says.
        deep: Whether rdflib reads them, see `lod.release.rereading`.
    """
    things = tuple(f"{manifest['base_iri']}{kind}/" for kind in ("id", "doc"))
    try:
        with (folder / names.DATA).open("rb") as stream:
            data, others = rereading.of_n_triples(stream, things)
    except _UNREADABLE as error:
        yield _unreadable(names.DATA, error)
        return
    if data + others != held:
        yield Damage(names.DATA, f"says {(data + others).count} triples, not what the store says")
        return
    expected = {DATA: data, VOCABULARIES: others, ALL: held}
    context = json.loads((folder / names.CONTEXT).read_text("utf-8"))
    rows: dict[str, int] = {}
    for (covers, media_type), dumps in _same(manifest.get("dumps", ())):
        try:
            with _unpacked(folder, dumps[0]) as stream:
                if media_type in _GRAPHS:
                    read = rereading.of_stream(stream, media_type, context, deep=deep)
                    is_right = read == expected[covers]
                else:
                    count = tables.count(stream, media_type)
                    is_right = count is None or rows.setdefault(covers, count) == count
        except _UNREADABLE as error:
            yield _unreadable(dumps[0]["path"], error)
            continue
        if not is_right:
            yield Damage(dumps[0]["path"], "does not say what it covers")
        yield from _differing(folder, dumps)


def _same(dumps: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, str], list[Mapping[str, Any]]]]:
    """The dumps by what they cover and what they are, those that differ in compression only together."""

    def kind(dump: Mapping[str, Any]) -> tuple[str, str]:
        return dump["covers"], dump["media_type"]

    for key, same in groupby(sorted(dumps, key=kind), kind):
        yield key, sorted(same, key=lambda dump: _QUICKEST.index(dump["compression"]))


def _differing(folder: Path, dumps: Sequence[Mapping[str, Any]]) -> Iterator[Damage]:
    """Those that do not hold the same bytes as the first one."""
    digests = []
    for dump in dumps if len(dumps) > 1 else ():
        digest = hashlib.sha256()
        try:
            with _unpacked(folder, dump) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    digest.update(chunk)
        except _UNREADABLE as error:
            yield _unreadable(dump["path"], error)
            continue
        digests.append(digest.digest())
        if digests[0] != digests[-1]:
            yield Damage(dump["path"], f"does not hold what {dumps[0]['path']} holds")


def _unpacked(folder: Path, dump: Mapping[str, Any]) -> IO[bytes]:
    file, compression = folder / str(dump["path"]), dump["compression"]
    if compression == "gzip":
        return cast("IO[bytes]", gzip.open(file, "rb"))
    if compression == "zstd":
        # what zstandard opens knows no lines
        return cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", zstandard.open(file, "rb"))))
    return file.open("rb")


def _unreadable(path: str, error: BaseException) -> Damage:
    return Damage(path, f"cannot be read: {' '.join(str(error).split())[:300] or type(error).__name__}")
