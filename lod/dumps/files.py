"""The files of a release's dumps: what each holds, what it is called, how it is compressed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from lod.dumps import csvw
from lod.dumps.outputs import ENDINGS, Summed, opened

FOLDER = "dumps"
COMPRESSED = ("gzip", "zstd")
PLAIN_TOO = ("", "gzip", "zstd")
PLAIN = ("",)
_TYPES = {
    "nt": ("application/n-triples", "RDF_N_TRIPLES"),
    "ttl": ("text/turtle", "RDF_TURTLE"),
    "rdf": ("application/rdf+xml", "RDF_XML"),
    "jsonl": ("application/x-ndjson", "JSON_LD"),
    "jsonld": ("application/ld+json", "JSON_LD"),
    "csv": ("text/csv", "CSV"),
    "parquet": ("application/vnd.apache.parquet", "PARQUET"),
    "geojson": ("application/geo+json", "GEOJSON"),
    "csv-metadata.json": (csvw.MEDIA_TYPE, "JSON"),
}


@dataclass(frozen=True, slots=True)
class Dump:
    """One file.

    Args:
        path: Where it is in the release: ``dumps/data.nt.gz``.
        covers: What of the release it holds: ``data``, ``vocabularies``, ``all``, or the list that it is a table of.
        media_type: Of its content, without the compression.
        file_type: The code of its content in the EU's table of file types.
        compression: ``""``, ``gzip`` or ``zstd``.
        bytes: Its size.
        sha256: Its checksum, in hexadecimal.
        source: The source of whose records alone it tells; empty where it is of all.
    """

    path: str
    covers: str
    media_type: str
    file_type: str
    compression: str
    bytes: int
    sha256: str
    source: str = ""


class Part(NamedTuple):
    """What a dump holds.

    Args:
        covers: As in `Dump`.
        source: As in `Dump`.
    """

    covers: str
    source: str = ""

    @property
    def name(self) -> str:
        """What its files are called, without what tells the format: ``data``, ``data-osservatorio``."""
        return f"{self.covers}-{self.source}" if self.source else self.covers


class Files:
    """Writes files to the folder of the dumps, and tells what they are.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: list[tuple[Part, str, dict[Path, Summed]]] = []

    @contextmanager
    def opened(self, part: Part, extension: str, compressions: Sequence[str]) -> Iterator[IO[bytes]]:
        """A stream whose bytes go to the files of *part* in one format, see `lod.dumps.outputs.opened`."""
        files: dict[Path, Summed] = {}
        self._written.append((part, extension, files))
        with opened(self._folder / f"{part.name}.{extension}", compressions, files) as stream:
            yield stream

    def dumps(self) -> list[Dump]:
        """What was written."""
        return [
            _dump(path, file, part, extension)
            for part, extension, files in self._written
            for path, file in files.items()
        ]


def _dump(path: Path, file: Summed, part: Part, extension: str) -> Dump:
    media_type, file_type = _TYPES[extension]
    ending = path.name.removeprefix(f"{part.name}.{extension}")
    compression = next(name for name, known in ENDINGS.items() if known == ending)
    return Dump(
        f"{FOLDER}/{path.name}", part.covers, media_type, file_type, compression, file.bytes, file.sha256, part.source
    )
