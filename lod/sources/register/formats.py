"""A file of a register, opened in the format that its profile or its name says."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from lod.errors import SettingsError
from lod.findings import Code
from lod.sources.base import Rejected
from lod.sources.encoding import Text, decoded
from lod.sources.register import objects, sheets
from lod.sources.register.delimited import Delimited
from lod.sources.register.profile import Format
from lod.sources.register.rows import MAX_FILE_BYTES, Part, rejected

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
    raw = opened(path, file)
    if isinstance(raw, Rejected):
        yield raw
    elif kind == "xlsx":
        yield from sheets.rows(raw, file, form.sheet, form.header_row)
    else:
        yield from _texts(raw, file, form, kind, "\t" if path.suffix.lower() == ".tsv" else ",")


def opened(path: Path, file: str) -> bytes | Rejected:
    """The bytes of a file; or why it is rejected: it is empty, too large, or cannot be read."""
    try:
        raw = content(path)
    except ValueError as error:
        return rejected(Code.TOO_LONG, str(error), file, 0, b"")
    return raw if raw.strip() else rejected(Code.EMPTY_FILE, "the file is empty", file, 0, raw)


def content(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        ValueError: they cannot be read, or are too many.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ValueError(f"the file has {size} bytes, at most {MAX_FILE_BYTES} are read; it stays where it is")
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error


def _texts(raw: bytes, file: str, form: Format, kind: str, delimiter: str) -> Iterator[Part]:
    try:
        text = decoded(raw, file, form.encoding)
    except ValueError as error:
        message = f"no text in {form.encoding or 'UTF-8'}: {error}"
        yield rejected(Code.NOT_TEXT, message, file, 0, raw)
        return
    yield from text.findings
    yield from _rows(text, file, form, kind, delimiter)


def _rows(text: Text, file: str, form: Format, kind: str, delimiter: str) -> Iterator[Part]:
    if kind == "csv":
        return Delimited(text, file, form.delimiter or delimiter).parts(form.header_row)
    return objects.lines(text, file) if kind == "jsonl" else objects.rows(text, file, form.records)
