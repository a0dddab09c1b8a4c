"""Why something could not be read: sentences of ours, or what a library said."""

from json import JSONDecodeError

from lod.findings import shown
from lod.sentences import Sentence, quoted

_MAX_CHARACTERS = 200
# what the parser of JSON says; what it says otherwise is quoted
_OF_JSON = (
    Sentence("Expecting value"),
    Sentence("Expecting ',' delimiter"),
    Sentence("Expecting ':' delimiter"),
    Sentence("Expecting property name enclosed in double quotes"),
    Sentence("Illegal trailing comma before end of object"),
    Sentence("Illegal trailing comma before end of array"),
    Sentence("Unterminated string starting at"),
    Sentence("Invalid control character at"),
    Sentence("Invalid \\escape"),
    Sentence("Invalid \\uXXXX escape"),
    Sentence("Extra data"),
)
# what the system says of a file
_OF_FILES = (
    Sentence("No such file or directory"),
    Sentence("Permission denied"),
    Sentence("Is a directory"),
    Sentence("Input/output error"),
    Sentence("Too many levels of symbolic links"),
)
_KNOWN = {str(one).rstrip(":"): one for one in (*_OF_JSON, *_OF_FILES)}


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
    """What *error* says: a sentence of ours, or what the library that opens such files told, as a quotation."""
    known = reason(error)
    if isinstance(error.args[0] if error.args else "", Sentence):
        return known
    return Sentence("the program that opens it says “{words}”", words=known)


def _known(text: str) -> Sentence:
    said = _bounded(text)
    return _KNOWN.get(said.rstrip(":"), quoted(said))


def _bounded(text: str) -> str:
    return shown(" ".join(text.split())[:_MAX_CHARACTERS])
