"""What former releases published and this one does not: of such a thing the server says that it is gone."""

from collections.abc import Iterable
from pathlib import Path


def write(file: Path, data: Path, former: Iterable[Path], starts: Iterable[str]) -> None:
    """Writes the IRIs of the things that *former* files name and *data* does not, sorted, one a line.

    Args:
        file: The list to write.
        data: N-Triples of the new release, grouped by subject.
        former: The same of the release before, and its own list, which is carried on until a thing comes back.
        starts: What the IRIs of things start with; parts of things (``…#period``) do not count.
    """
    beginnings = tuple(starts)
    gone: set[str] = set()
    for other in former:
        gone |= _named(other, beginnings) if other.suffix == data.suffix else read(other)
    gone -= _named(data, beginnings)
    kept = sorted(iri for iri in gone if iri.startswith(beginnings))
    file.write_text("".join(f"{iri}\n" for iri in kept), "utf-8")


def read(file: Path) -> frozenset[str]:
    """The IRIs of a list; none where there is no such file, as in releases of older versions."""
    return frozenset(file.read_text("utf-8").splitlines()) if file.exists() else frozenset()


def _named(data: Path, starts: tuple[str, ...]) -> set[str]:
    beginnings = tuple(f"<{start}".encode() for start in starts)
    found: set[str] = set()
    last = b"\n"
    with data.open("rb") as lines:
        for line in lines:
            if line.startswith(last):
                continue
            last = line[: line.find(b" ") + 1]
            if last.startswith(beginnings) and b"#" not in last:
                found.add(last[1:-2].decode())
    return found
