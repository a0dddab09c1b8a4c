"""A flattened record page: text in lines."""

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
    numbered = [(n, *cleaned(line)) for n, line in enumerate(text.split("\n"), 1)]
    filled = [(n, line.strip(), removed) for n, line, removed in numbered if line.strip() or removed]
    reading = Reading(Saying(file, prefix, number, 1), metadata.labels(line for _, line, _ in filled))
    for n, line, removed in filled:
        if removed:
            reading.removed(n, removed)
        if line:
            reading.take(n, line, is_last=n == filled[-1][0])
    reading.finish()
    record = reading.saying.record(text)
    return Page(record, reading.saying.findings, reading.lines, reading.is_record)
