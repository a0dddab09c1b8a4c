"""A flattened record page: text in lines."""

from collections.abc import Iterable

from lod.sources.osservatorio import metadata
from lod.sources.osservatorio.reading import Reading
from lod.sources.osservatorio.roles import Page
from lod.sources.osservatorio.saying import Saying
from lod.sources.text import cleaned


def read(text: str, file: str, prefix: str, number: str) -> Page:
    """The page in *text*.

    Args:
        text: The flattened page, line feeds only.
        file: The file, as findings name it.
        prefix: Prefix of the source's keys.
        number: The record's number.
    """
    reading = Reading(Saying(file, prefix, number, 1))
    numbered = [(n, *cleaned(line)) for n, line in enumerate(text.split("\n"), 1)]
    filled = [(n, line.strip(), removed) for n, line, removed in numbered if line.strip() or removed]
    reading.said_elsewhere = _defined(line for _, line, _ in filled)
    for n, line, removed in filled:
        if removed:
            reading.removed(n, removed)
        if line:
            reading.take(n, line, is_last=n == filled[-1][0])
    reading.finish()
    record = reading.saying.record(text)
    return Page(record, reading.saying.findings, reading.lines, reading.is_record)


def _defined(lines: Iterable[str]) -> frozenset[str]:
    """The labels of which the definitions among *lines* speak."""
    found = (one.label for line in lines if metadata.is_definitions(line) for one in metadata.segments(line))
    return frozenset(label.text for label in found if label)
