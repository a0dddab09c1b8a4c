"""A file of a register, opened in the format that its profile or its name says."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from lod.errors import SettingsError
from lod.findings import Code
from lod.sentences import Sentence
from lod.sources.base import Rejected
from lod.sources.reasons import reason
from lod.sources.register import objects
from lod.sources.register.delimited import Delimited
from lod.sources.register.profile import Format
from lod.sources.register.rows import MAX_FILE_BYTES, Part, rejected
from lod.sources.window import Window, of_file, surveyed

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".csv": "csv",
        ".tsv": "csv",
        ".json": "json",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
    }
)


def parts(path: Path, file: str, form: Format) -> Iterator[Part]:
    """What the file holds: a header where there is one, rows, findings, and what no row could be made of.

    Args:
        path: The file.
        file: What findings call it.
        form: How it is made.

    Raises:
        SettingsError: neither *form* nor the file's name says its kind.
    """
    kind = form.kind or SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise SettingsError(f"{path}: unknown kind of file: expected format.kind in the profile, such as csv")
    if kind == "xlsx":
        yield from _sheets(path, file, form)
        return
    text = opened(path, file, form.encoding)
    if isinstance(text, Rejected):
        yield text
    else:
        yield from text.findings
        yield from _rows(text, file, form, kind, "\t" if path.suffix.lower() == ".tsv" else ",")


def opened(path: Path, file: str, encoding: str = "") -> Window | Rejected:
    """The text of a file; or why it is rejected: it is blank, no text, or cannot be read."""
    try:
        found = surveyed(partial(of_file, path), file, encoding)
    except OSError as error:
        return rejected(Code.TOO_LONG, Sentence("cannot be read: {reason}", reason=reason(error)), file, 0, b"")
    except ValueError as error:
        message = Sentence("no text in {encoding}: {reason}", encoding=encoding or "UTF-8", reason=reason(error))
        return rejected(Code.NOT_TEXT, message, file, 0, _kept(path))
    return found or rejected(Code.EMPTY_FILE, Sentence("the file is empty"), file, 0, b"")


def _sheets(path: Path, file: str, form: Format) -> Iterator[Part]:
    try:
        raw = content(path)
    except ValueError as error:
        yield rejected(Code.TOO_LONG, reason(error), file, 0, None)
        return
    if raw.strip():
        from lod.sources.register import sheets  # noqa: PLC0415  # 0.1 s: openpyxl, which a server never needs

        yield from sheets.rows(raw, file, form.sheet, form.header_row)
    else:
        yield rejected(Code.EMPTY_FILE, Sentence("the file is empty"), file, 0, raw)


def _kept(path: Path) -> bytes:
    """What is kept of a file that cannot be read: all of it, or nothing."""
    try:
        return content(path)
    except ValueError:
        return b""


def content(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        ValueError: they cannot be read, or are too many.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ValueError(
                Sentence(
                    "the file has {size} bytes, at most {most} are read",
                    size=size,
                    most=MAX_FILE_BYTES,
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise ValueError(Sentence("cannot be read: {reason}", reason=reason(error))) from error


def _rows(text: Window, file: str, form: Format, kind: str, delimiter: str) -> Iterator[Part]:
    if kind == "csv":
        return Delimited(text, file, form.delimiter or delimiter).parts(form.header_row)
    return objects.lines(text, file) if kind == "jsonl" else objects.rows(text, file, form.records)
