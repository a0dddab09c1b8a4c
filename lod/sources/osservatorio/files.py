"""The files of the Osservatorio: which there are, and the text in them."""

from pathlib import Path

from lod.errors import SettingsError
from lod.findings import Code, Finding, Origin, Severity
from lod.sentences import NOTHING, Sentence
from lod.sources import encoding
from lod.sources.base import STAYS
from lod.sources.reasons import reason
from lod.sources.text import MAX_FILE_BYTES, MAX_LINE_CHARACTERS, MAX_LINES

TEXT = (".txt",)
HTML = (".html", ".htm")
ROWS = (".jsonl",)
# where browsers put what belongs to a saved page, frames included
_BESIDE = ("_files", "_file")


def found(path: Path) -> list[tuple[Path, str]]:
    """The files to read, each with the name that findings give it.

    Raises:
        SettingsError: there is nothing at *path*, or nothing that can be read as a source.
    """
    if path.is_file() and _suffix(path) not in (*TEXT, *HTML, *ROWS):
        raise SettingsError(f"{path}: neither a page (*.txt, *.html) nor a JSON Lines file (*.jsonl)")
    if path.is_file():
        return [(path, path.name)]
    if not path.is_dir():
        raise SettingsError(f"{path}: no such file or folder")
    there = sorted(p for p in path.rglob("*") if _suffix(p) in (*TEXT, *HTML, *ROWS) and p.is_file())
    kept = [p for p in there if not _is_beside(p, path)]
    if not kept:
        raise SettingsError(f"{path}: no page (*.txt, *.html) and no JSON Lines file (*.jsonl) there")
    return [(p, p.relative_to(path).as_posix()) for p in kept]


def of_kind(files: list[tuple[Path, str]], kind: tuple[str, ...]) -> list[tuple[Path, str]]:
    """Those of *files* whose name ends in one of *kind*."""
    return [(file, name) for file, name in files if _suffix(file) in kind]


def text_of(file: Path, name: str) -> tuple[bytes, str, tuple[Finding, ...]]:
    """The bytes and the text of a page, with what there is to tell of it; a violation keeps it from being read."""
    try:
        size = file.stat().st_size
        raw = file.read_bytes() if size <= MAX_FILE_BYTES else b""
    except OSError as error:
        return (
            b"",
            "",
            (violation(Code.NOT_TEXT, Sentence("cannot be read: {reason}", reason=reason(error)), name),),
        )
    if size > MAX_FILE_BYTES:
        message = Sentence("the file has {size} bytes, at most {most} are read", size=size, most=MAX_FILE_BYTES)
        return b"", "", (violation(Code.TOO_LONG, message, name, done=STAYS),)
    try:
        read = encoding.decoded(raw, name)
        text = read.mended(read.text)
    except ValueError as error:
        return raw, "", (violation(Code.NOT_TEXT, Sentence("not text: {reason}", reason=reason(error)), name),)
    trouble = _trouble(text, name, has_lines=_suffix(file) in TEXT)
    return raw, text, (trouble,) if trouble else read.findings


def violation(code: Code, message: Sentence, name: str, line: int = 0, done: Sentence = NOTHING) -> Finding:
    """What keeps a file or a row out."""
    return Finding(code, Severity.VIOLATION, message, Origin(name, line), done=done)


def _trouble(text: str, name: str, *, has_lines: bool) -> Finding | None:
    """What keeps a text from being read; lines mean something in some only."""
    if not text.strip():
        return violation(Code.EMPTY_FILE, Sentence("the file is empty"), name)
    if not has_lines:
        return None
    if text.count("\n") > MAX_LINES:
        return violation(
            Code.TOO_LONG, Sentence("the file has more than {most} lines, which no page has", most=MAX_LINES), name
        )
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE_CHARACTERS:
            message = Sentence(
                "a line of {count} characters, at most {most} are read", count=len(line), most=MAX_LINE_CHARACTERS
            )
            return violation(Code.TOO_LONG, message, name, number)
    return None


def _suffix(path: Path) -> str:
    return path.suffix.lower()


def _is_beside(path: Path, top: Path) -> bool:
    """Whether a file is part of a saved page that stands beside its folder."""
    for folder in path.relative_to(top).parents:
        for end in _BESIDE:
            if folder.name.endswith(end):
                page = top / folder.parent / folder.name.removesuffix(end)
                return any(page.with_name(page.name + suffix).is_file() for suffix in HTML)
    return False
