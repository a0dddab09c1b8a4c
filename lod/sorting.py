"""N-Triples sorted by document, in bounded memory: a thing, its parts, its document; then the next thing."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from heapq import merge
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from lod.rdf import RDF_TYPE

# of the statements that are sorted in memory at once
MAX_RUN_BYTES = 64_000_000
_TYPE = f"{RDF_TYPE} ".encode()
# lines that begin with the one stand before this and nowhere else: what comes after a blank in the order of bytes
_AFTER_TYPE = f"{RDF_TYPE}!".encode()


class Group(NamedTuple):
    """All statements about one subject.

    Args:
        key: What it is sorted by; begins with the subject's document and a NUL.
        lines: Its lines, sorted: ``rdf:type`` first, then by predicate and object.
    """

    key: bytes
    lines: tuple[bytes, ...]

    @property
    def document(self) -> bytes:
        """What all subjects of one document have in common: the thing's IRI, without parts."""
        return self.key.partition(b"\0")[0]


def groups(lines: Iterable[bytes], base: str) -> Iterator[Group]:
    """The subjects of N-Triples *lines*, which come subject by subject, in the order of the lines.

    Args:
        lines: Lines with their ends.
        base: What the IRIs of the publisher's data start with; a document goes with the thing that it is about.
    """
    documents, things = f"{base}doc/".encode(), f"{base}id/".encode()
    subject, gathered = b"", list[bytes]()
    for line in lines:
        if subject and line.startswith(subject):
            gathered.append(line)
        else:
            if gathered:
                yield _group(subject, gathered, documents, things)
            subject, gathered = line[: line.find(b" ") + 1], [line]
    if gathered:
        yield _group(subject, gathered, documents, things)


def sort(source: Path, target: Path, base: str, max_run_bytes: int = MAX_RUN_BYTES) -> int:
    """Writes the lines of *source* to *target*, sorted by document; how many there are.

    Args:
        source: N-Triples without blank nodes, subject by subject.
        target: The file to write.
        base: See `groups`.
        max_run_bytes: How much is sorted in memory at once; the rest waits on disk beside *target*.
    """
    with TemporaryDirectory(prefix=".sorting-", dir=target.parent) as folder:
        runs = [_spilt(run, Path(folder) / str(n)) for n, run in enumerate(_runs(source, base, max_run_bytes))]
        count = 0
        with target.open("wb") as file:
            for group in merge(*(_read(run, base) for run in runs)):
                file.writelines(group.lines)
                count += len(group.lines)
    return count


def _group(subject: bytes, lines: list[bytes], documents: bytes, things: bytes) -> Group:
    iri = subject[1:-2]
    about, _, part = iri.partition(b"#")
    is_document = about.startswith(documents)
    thing = things + about[len(documents) :] if is_document else about
    rank = b"1" if is_document else b"0"
    ordered = sorted(lines)
    first, after = (bisect_left(ordered, subject + beginning) for beginning in (_TYPE, _AFTER_TYPE))
    return Group(b"\0".join((thing, rank + part)), (*ordered[first:after], *ordered[:first], *ordered[after:]))


def _runs(source: Path, base: str, max_run_bytes: int) -> Iterator[list[Group]]:
    """The groups of *source* in sorted lists, each as large as memory may hold."""
    run, size = list[Group](), 0
    with source.open("rb") as lines:
        for group in groups(lines, base):
            run.append(group)
            size += sum(map(len, group.lines))
            if size >= max_run_bytes:
                yield sorted(run)
                run, size = [], 0
    yield sorted(run)


def _spilt(run: list[Group], path: Path) -> Path:
    with path.open("wb") as file:
        for group in run:
            file.writelines(group.lines)
    return path


def _read(path: Path, base: str) -> Iterator[Group]:
    with path.open("rb") as lines:
        yield from groups(lines, base)
