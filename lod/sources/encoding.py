"""The text of a source's file: which encoding it has, and what was done where it is not the one expected."""

import codecs
import re
from dataclasses import dataclass

from lod.findings import Code, Finding, Origin, Severity
from lod.sentences import Sentence, counted

_ESCAPED = re.compile("[\udc80-\udcff]+")
_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT = 4_096
_MOST_NULS = 0.2
_MENDED = "surrogateescape"


class Coded:
    """A text, or a part of one, that can be had as the bytes that it was.

    Args:
        encoding: The encoding that it was read in.
    """

    text: str

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def raw(self, start: int, end: int) -> bytes:
        """The bytes of a piece, but for line ends."""
        return self.encoded(self.text[start:end])

    def encoded(self, text: str) -> bytes:
        """The bytes of *text*, made of pieces of this one."""
        return text.encode(self.encoding, _MENDED if self.encoding == "utf-8" else "replace")

    def mended(self, text: str) -> str:
        """*text*, a piece of this one, with bytes that are no UTF-8 read as Windows-1252."""
        return _ESCAPED.sub(_windows, text) if self.encoding == "utf-8" and not text.isascii() else text


class Text(Coded):
    """A file as text.

    Args:
        text: All of it, line feeds only, without a byte order mark.
        encoding: The encoding that it was read in.
        findings: What there is to know about that.
    """

    def __init__(self, text: str, encoding: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(encoding)
        self.text = text
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Named:
    """An encoding, and how to decode with it.

    Args:
        encoding: Its name.
        errors: What to do with bytes that are none of it, as `codecs` names that.
        findings: What there is to know about it.
    """

    encoding: str
    errors: str
    findings: tuple[Finding, ...] = ()

    @property
    def is_mended(self) -> bool:
        """Whether bytes that are none of it are read in another encoding."""
        return self.errors == _MENDED


def named(beginning: bytes, file: str, encoding: str = "") -> Named:
    """How a text that begins so is encoded: in *encoding*, or else in UTF-16 with its mark, in UTF-8.

    Args:
        beginning: Its first bytes, some thousand where it has as many.
        file: The file, as findings name it.
        encoding: What is known of it, empty where nothing is.

    Raises:
        ValueError: it is no text; the message says why.
    """
    if encoding:
        return Named("utf-8" if encoding == "utf-8-sig" else encoding, "strict")
    # one of them begins as UTF-16 does
    if beginning.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise ValueError(Sentence("UTF-32, as its byte order mark says: save it as UTF-8"))
    if beginning.startswith(_BYTE_ORDER_MARKS):
        message = Sentence("UTF-16, as its byte order mark says")
        return Named("utf-16", "strict", (Finding(Code.OTHER_ENCODING, Severity.INFO, message, Origin(file)),))
    looked_at = beginning[:_LOOKED_AT]
    if looked_at.count(0) > len(looked_at) * _MOST_NULS:
        raise ValueError(Sentence("every other byte is 0, as in UTF-16, and no byte order mark says so"))
    return Named("utf-8", _MENDED)


def decoded(raw: bytes, file: str, encoding: str = "") -> Text:
    """*raw* as text, see `named`; what is no UTF-8 is read as Windows-1252.

    Raises:
        ValueError: it is no text; the message says why.
    """
    found = named(raw[:_LOOKED_AT], file, encoding)
    text = _plain(raw.decode(found.encoding, found.errors))
    survey = Survey(found.is_mended)
    survey.add(text)
    return Text(text, found.encoding, (*found.findings, *survey.told(file)))


class Survey:
    """What there is to tell of a text, which comes in pieces: where bytes are no UTF-8.

    Args:
        is_mended: Whether there can be any.
    """

    def __init__(self, is_mended: bool) -> None:
        self._is_mended = is_mended
        self._line = 1
        self._first = self._last = self._lines = 0

    def add(self, text: str) -> None:
        """Looks at the next piece."""
        if not self._is_mended:
            return
        if not _is_plain(text):
            for line, content in enumerate(text.split("\n"), self._line):
                if line != self._last and _ESCAPED.search(content):
                    self._first, self._last = self._first or line, line
                    self._lines += 1
        self._line += text.count("\n")

    def told(self, file: str) -> tuple[Finding, ...]:
        """One finding for all bytes that are no UTF-8, at the first of them."""
        if not self._lines:
            return ()
        message = counted(
            "not UTF-8 in this line",
            "not UTF-8 in {count} lines, this one the first",
            self._lines,
        )
        return (Finding(Code.OTHER_ENCODING, Severity.WARNING, message, Origin(file, self._first)),)


def _is_plain(text: str) -> bool:
    """Whether nothing in *text* is escaped; several times faster than to look for it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _windows(escaped: re.Match[str]) -> str:
    return escaped[0].encode("utf-8", _MENDED).decode("cp1252", "replace")
