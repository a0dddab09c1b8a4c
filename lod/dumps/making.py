"""Making all dumps of a release."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from lod.dumps import graphs, tabulating
from lod.dumps.belonging import Belonging, kinds_of_records
from lod.dumps.files import COMPRESSED, PLAIN_TOO, Dump, Files, Part
from lod.errors import ReleaseError
from lod.jsonld import Context
from lod.model import Model
from lod.shapes import NodeShape
from lod.store.base import Store

SUMS = "SHA256SUMS"
DATA, VOCABULARIES, ALL = "data", "vocabularies", "all"
# below that, processes take longer to start than the work takes
_ALONE_BYTES = 50_000_000
# formats that are written in one walk through the data share what it costs to read them; the longest walk first
_TOGETHER = (("jsonl", "jsonld"), ("ttl", "rdf"), ("nt",))
# of one source alone, beside its table: what programs load, and what people read
_OF_ONE_SOURCE = ("nt", "ttl")
_WHOLE = (Part(DATA), Part(VOCABULARIES), Part(ALL))


@dataclass(frozen=True, slots=True)
class Making:
    """What dumps are made of.

    Args:
        data: The sorted data.
        folder: Where the files go.
        base: What the IRIs of the publisher's data start with.
        context: Where the published context stands.
        model: The model.
        prefixes: What the keys of a source's records begin with, by its name; of several, each has dumps of its own.
    """

    data: Path
    folder: Path
    base: str
    context: str
    model: Model
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def belonging(self) -> Belonging:
        """What came from which source; of one source nothing, since the dumps of all data are its own."""
        prefixes = self.prefixes if len(self.prefixes) > 1 else {}
        return Belonging(self.base, kinds_of_records(self.model), prefixes)


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
    walks = [partial(_graphs, making, extensions) for extensions in _TOGETHER]
    made = [
        dump for dumps in _done(walks, workers if making.data.stat().st_size > _ALONE_BYTES else 1) for dump in dumps
    ]
    for shape in making.model.shapes.values():
        if shape.collection:
            made += _tables(making, shape, store)
    made.sort(key=lambda dump: dump.path)
    sums = "".join(f"{dump.sha256}  {Path(dump.path).name}\n" for dump in made)
    (making.folder / SUMS).write_text(sums, "utf-8")
    return [asdict(dump) for dump in made]


def _done(tasks: Iterable[Callable[[], list[Dump]]], workers: int) -> Iterator[list[Dump]]:
    if workers == 1:
        yield from (task() for task in tasks)
        return
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            yield from [given.result() for given in [pool.submit(task) for task in tasks]]
    except BrokenProcessPool as error:
        raise ReleaseError("a process of the build has died") from error


def _tables(making: Making, shape: NodeShape, store: Store) -> list[Dump]:
    """Writes the tables of the things of a shape."""
    files, start = Files(making.folder), f"{making.base}id/{shape.kind}/"
    found = (document for document in graphs.documents(making.data, making.base) if document.iri.startswith(start))
    table = tabulating.Table(making.model, shape, store, making.belonging())
    tabulating.write(table, found, files, making.folder / f".{shape.collection}")
    return files.dumps()


def _graphs(making: Making, extensions: Sequence[str]) -> list[Dump]:
    """Writes the dumps of all parts in some RDF formats; the small part plain too."""
    files, belonging = Files(making.folder), making.belonging()
    with ExitStack() as stack:
        outputs = {
            extension: {
                part: stack.enter_context(
                    files.opened(part, extension, PLAIN_TOO if part.covers == VOCABULARIES else COMPRESSED)
                )
                for part in (*_WHOLE, *_parts(belonging, extension))
            }
            for extension in extensions
        }
        parts_of = partial(_parts_of, belonging, f"{making.base}id/")
        context = Context(making.model, making.context)
        graphs.write(graphs.documents(making.data, making.base), parts_of, outputs, context)
    return files.dumps()


def _parts(belonging: Belonging, extension: str) -> list[Part]:
    return [Part(DATA, source) for source in belonging.sources if extension in _OF_ONE_SOURCE]


def _parts_of(belonging: Belonging, things: str, document: str) -> tuple[Part, ...]:
    """The parts that hold the document of a name."""
    if not document.startswith(things):
        return Part(VOCABULARIES), Part(ALL)
    source = belonging.source_of(document)
    return (Part(DATA), Part(ALL), Part(DATA, source)) if source else (Part(DATA), Part(ALL))
