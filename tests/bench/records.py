"""Synthetic records for the benchmarks: the real pages again and again, with other numbers, titles and years."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "data" / "sources" / "osservatorio" / "pages"
FIRST_NUMBER = 10_001


def pages(count: int) -> Iterator[tuple[int, str]]:
    """Numbers and texts of *count* pages that differ."""
    texts = [path.read_text("utf-8") for path in sorted(PAGES.glob("*.txt"))]
    for number, text in enumerate(islice(cycle(texts), count), FIRST_NUMBER):
        head, call, body = text.partition("Hai gestito")
        lines = [line for line in head.splitlines() if line.strip() and not line.startswith("#source")]
        yield number, "\n".join([*lines[:-1], f"{lines[-1]} ({number})", call + body])


def write(folder: Path, count: int) -> None:
    """Writes *count* pages into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in pages(count):
        (folder / f"{number}.txt").write_text(text, "utf-8")
