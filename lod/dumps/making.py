"""Making all dumps of a release."""

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from lod.dumps import csvw, features, tables
from lod.dumps.flat import Flat
from lod.dumps.graphs import WRITERS, Document, JsonDumps, Part, json_of
from lod.dumps.outputs import ENDINGS, Summed, opened
from lod.errors import ReleaseError
from lod.jsonld import Context
from lod.model import Model
from lod.shapes import NodeShape
from lod.store.base import Store

FOLDER = "dumps"
SUMS = "SHA256SUMS"
DATA, VOCABULARIES, ALL = COVERS = "data", "vocabularies", "all"
# below that, processes take longer to start than the work takes
_ALONE_BYTES = 50_000_000
_COMPRESSED = ("gzip", "zstd")
_PLAIN_TOO = ("", "gzip", "zstd")
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
    """

    path: str
    covers: str
    media_type: str
    file_type: str
    compression: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Making:
    """What dumps are made of.

    Args:
        data: The sorted data.
        folder: Where the files go.
        base: What the IRIs of the publisher's data start with.
        context: Where the published context stands.
        model: The model.
    """

    data: Path
    folder: Path
    base: str
    context: str
    model: Model

    def part(self, covers: str) -> Part:
        """The part of the release that a dump covers."""
        return Part(self.data, self.base, partial(_holds, covers, f"{self.base}id/"), Context(self.model, self.context))


def make(making: Making, store: Store, workers: int) -> list[dict[str, Any]]:
    """Writes all dumps and their checksums; what each is, as the manifest says it.

    Args:
        making: What they are made of; its folder is made here.
        store: The store of the release, for names and places.
        workers: How many processes share the work where it is much.

    Raises:
        ReleaseError: a process has died.
    """
    making.folder.mkdir()
    # the longest task first
    graphs = [partial(_json, making)]
    graphs += [partial(_graph, making, covers, extension) for covers in COVERS for extension in WRITERS]
    made = [
        dump for dumps in _done(graphs, workers if making.data.stat().st_size > _ALONE_BYTES else 1) for dump in dumps
    ]
    for shape in making.model.shapes.values():
        if shape.collection:
            made += _table(making, shape, store)
    made.sort(key=lambda dump: dump.path)
    sums = "".join(f"{dump.sha256}  {Path(dump.path).name}\n" for dump in made)
    (making.folder / SUMS).write_text(sums, "utf-8")
    return [asdict(dump) for dump in made]


def _holds(covers: str, things: str, document: str) -> bool:
    return covers == ALL or document.startswith(things) == (covers == DATA)


def _done(tasks: Iterable[Callable[[], list[Dump]]], workers: int) -> Iterator[list[Dump]]:
    if workers == 1:
        yield from (task() for task in tasks)
        return
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            yield from [given.result() for given in [pool.submit(task) for task in tasks]]
    except BrokenProcessPool as error:
        raise ReleaseError("a process of the build has died") from error


def _graph(making: Making, covers: str, extension: str) -> list[Dump]:
    """Writes the dump of one part in one RDF format."""
    files: dict[Path, Summed] = {}
    with _opened(making, covers, extension, files) as output:
        WRITERS[extension](making.part(covers), output)
    return [_dump(path, file, covers, extension) for path, file in files.items()]


def _json(making: Making) -> list[Dump]:
    """Writes the dumps of all parts as JSON-LD; making a document takes longest of all, so each is made once."""
    files: dict[tuple[str, str], dict[Path, Summed]] = defaultdict(dict)
    with ExitStack() as stack:

        def output(covers: str, extension: str) -> IO[bytes]:
            return stack.enter_context(_opened(making, covers, extension, files[covers, extension]))

        parts = [making.part(covers) for covers in COVERS]
        dumps = [
            JsonDumps(p.context, output(c, "jsonl"), output(c, "jsonld")) for c, p in zip(COVERS, parts, strict=True)
        ]
        for document in making.part(ALL).documents():
            text = json_of(document, parts[0].context)
            for part, dump in zip(parts, dumps, strict=True):
                if part.holds(document.iri):
                    dump.take(text)
        for dump in dumps:
            dump.finish()
    return [_dump(path, file, *named) for named, made in files.items() for path, file in made.items()]


def _opened(
    making: Making, covers: str, extension: str, files: dict[Path, Summed]
) -> AbstractContextManager[IO[bytes]]:
    """A stream to the files of one dump; that of the small part is there plain too."""
    compressions = _PLAIN_TOO if covers == VOCABULARIES else _COMPRESSED
    return opened(making.folder / f"{covers}.{extension}", compressions, files)


def _table(making: Making, shape: NodeShape, store: Store) -> Iterator[Dump]:
    """Writes the flat tables of a shape's things, what describes them, and their map."""
    from lod.dumps import parquet  # noqa: PLC0415  # 0.1 s and 40 MB: pyarrow, which a server never needs

    name = shape.collection
    scratch = making.folder / f".{name}"
    flat = Flat(making.model, shape, scratch)
    flat.gather(_of_kind(making.part(DATA), f"{making.base}id/{shape.kind}/"))
    labels, columns = flat.labels(store), flat.columns()
    files: dict[Path, Summed] = {}
    with opened(making.folder / f"{name}.csv", _PLAIN_TOO, files) as output:
        tables.write_csv(output, columns, flat.rows(), labels, flat.survey)
    with opened(making.folder / f"{name}.geojson", _PLAIN_TOO, files) as output:
        features.write_geojson(output, flat.main_columns(), flat.rows(), labels, flat.points(store))
    with opened(making.folder / f"{name}.parquet", ("",), files) as output:
        parquet.write(output, columns, flat.rows(), labels, flat.survey)
    with opened(making.folder / f"{name}.csv-metadata.json", ("",), files) as output:
        output.write(csvw.described(f"{name}.csv", shape, columns, flat.survey))
    scratch.unlink()
    for path, file in files.items():
        yield _dump(path, file, name, _extension(path))


def _of_kind(part: Part, start: str) -> Iterator[Document]:
    return (document for document in part.documents() if document.iri.startswith(start))


def _extension(path: Path) -> str:
    return path.name.removesuffix(_ending(path)).partition(".")[2]


def _ending(path: Path) -> str:
    return next((ending for ending in ENDINGS.values() if ending and path.name.endswith(ending)), "")


def _dump(path: Path, file: Summed, covers: str, extension: str) -> Dump:
    media_type, file_type = _TYPES[extension]
    compression = next(name for name, ending in ENDINGS.items() if ending == _ending(path))
    return Dump(f"{FOLDER}/{path.name}", covers, media_type, file_type, compression, file.bytes, file.sha256)
