"""Why something could not be read: sentences of ours, or what a library said."""

import zipfile
import zlib
from json import JSONDecodeError

from lod.findings import shown
from lod.sentences import Sentence, quoted

_MAX_CHARACTERS = 200
# what the parser of JSON says, in our words; what it says otherwise is quoted
_OF_JSON = {
    "Expecting value": Sentence("a value is missing"),
    "Expecting ',' delimiter": Sentence("a comma is missing"),
    "Expecting ':' delimiter": Sentence("a colon is missing"),
    "Expecting property name enclosed in double quotes": Sentence("the name of a key in double quotes is missing"),
    "Illegal trailing comma before end of object": Sentence("a comma too many before the end of the object"),
    "Illegal trailing comma before end of array": Sentence("a comma too many before the end of the array"),
    "Unterminated string starting at": Sentence("a text begins whose closing quote is missing"),
    "Invalid control character at": Sentence("a control character that must not stand there"),
    "Invalid \\escape": Sentence("a backslash before a character that it must not stand before"),
    "Invalid \\uXXXX escape": Sentence("an escape \\u that is none"),
    "Extra data": Sentence("there is more after the end"),
}
# what the system says of a file
_OF_FILES = (
    Sentence("No such file or directory"),
    Sentence("Permission denied"),
    Sentence("Is a directory"),
    Sentence("Input/output error"),
    Sentence("Too many levels of symbolic links"),
)
_KNOWN = {**_OF_JSON, **{str(one): one for one in _OF_FILES}}
# what the programs that open archives and workbooks say begins so
_OF_ARCHIVES = {
    "File is not a zip file": Sentence("it is no zip, or its end is missing, as after a download that was cut"),
    "Bad CRC-32": Sentence("its content is damaged: the checksum is another"),
    "There is no item named": Sentence("a part of it is missing"),
    "File contains no valid workbook part": Sentence("it is a zip with no workbook in it"),
}
# and these are the kinds of what they raise, the first that fits
_KINDS: tuple[tuple[type[Exception], Sentence], ...] = (
    (zlib.error, Sentence("its content is damaged: it cannot be unpacked")),
    (EOFError, Sentence("it ends too early, as after a download that was cut")),
    (zipfile.BadZipFile, Sentence("the zip is damaged")),
    (SyntaxError, Sentence("a part of it is no XML that can be read: it is damaged")),
    (KeyError, Sentence("a part of it is missing")),
)
_OTHERWISE = Sentence("something in it is not as such files have it")


def reason(error: Exception) -> Sentence:
    """What *error* says."""
    first = error.args[0] if error.args else ""
    if isinstance(first, Sentence):
        return first
    if isinstance(error, JSONDecodeError):
        return Sentence("{what}, at character {column}", what=_known(error.msg), column=error.colno)
    if isinstance(error, UnicodeDecodeError):
        byte = f"0x{error.object[error.start]:02x}"
        return Sentence("byte {byte} is no {encoding}", byte=byte, encoding=error.encoding.upper())
    if isinstance(error, OSError) and error.strerror:
        return _known(error.strerror)
    return quoted(_bounded(str(error)) or type(error).__name__)


def foreign(error: Exception) -> Sentence:
    """Why an archive or a workbook cannot be opened, in our words; behind them, quoted, what its library told."""
    known = reason(error)
    if isinstance(error.args[0] if error.args else "", Sentence) or str(known) in _KNOWN:
        return known
    # as a text a KeyError puts quotes around what it says
    words = quoted(_bounded(str(error.args[0]))) if isinstance(error, KeyError) and error.args else known
    by_words = (cause for start, cause in _OF_ARCHIVES.items() if words.startswith(start))
    by_kind = (cause for kind, cause in _KINDS if isinstance(error, kind))
    why = next(by_words, None) or next(by_kind, _OTHERWISE)
    return Sentence("{why} (the program that opens it says “{words}”)", why=why, words=words)


def _known(text: str) -> Sentence:
    said = _bounded(text)
    return _KNOWN.get(said.rstrip(":"), quoted(said))


def _bounded(text: str) -> str:
    return shown(" ".join(text.split())[:_MAX_CHARACTERS])
