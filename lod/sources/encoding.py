"""The text of a source's file: which encoding it has, and what was done where it is not the one expected."""

import codecs
import re
from dataclasses import dataclass

from lod.findings import Code, Finding, Origin, Severity

_ESCAPED = re.compile("[\udc80-\udcff]+")
_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT = 4_096
_MOST_NULS = 0.2


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text.

    Args:
        text: All of it, line feeds only, without a byte order mark.
        encoding: The encoding that it was read in.
        findings: What there is to know about that.
    """

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()

    def raw(self, start: int, end: int) -> bytes:
        """The bytes of a piece, but for line ends."""
        return self.encoded(self.text[start:end])

    def encoded(self, text: str) -> bytes:
        """The bytes of *text*, made of pieces of this one."""
        return text.encode(self.encoding, "surrogateescape" if self.encoding == "utf-8" else "replace")

    def mended(self, text: str) -> str:
        """*text*, a piece of this one, with bytes that are no UTF-8 read as Windows-1252."""
        return _ESCAPED.sub(_windows, text)


def decoded(raw: bytes, file: str, encoding: str = "") -> Text:
    """*raw* as text: in *encoding*, or else in UTF-8, in UTF-16 with its mark, in Windows-1252, in that order.

    Raises:
        ValueError: it is no text; the message says why.
    """
    if encoding:
        return Text(_plain(raw.decode(encoding, "strict")), "utf-8" if encoding == "utf-8-sig" else encoding)
    if raw.startswith(_BYTE_ORDER_MARKS):
        message = "UTF-16, as its byte order mark says: read so"
        told = Finding(Code.OTHER_ENCODING, Severity.INFO, message, Origin(file))
        return Text(_plain(raw.decode("utf-16")), "utf-16", (told,))
    if raw[:_LOOKED_AT].count(0) > len(raw[:_LOOKED_AT]) * _MOST_NULS:
        raise ValueError("every other byte is 0, as in UTF-16, and no byte order mark says so")
    text = _plain(raw.decode("utf-8", "surrogateescape"))
    return Text(text, "utf-8", _told(text, file))


def _told(text: str, file: str) -> tuple[Finding, ...]:
    """One finding for all bytes that are no UTF-8, at the first of them."""
    first = _ESCAPED.search(text)
    if first is None:
        return ()
    line = text.count("\n", 0, first.start()) + 1
    lines = sum(1 for each in text.split("\n") if _ESCAPED.search(each))
    message = f"not UTF-8 in {lines} lines, this one the first: what is not was read as Windows-1252"
    return (Finding(Code.OTHER_ENCODING, Severity.WARNING, message, Origin(file, line)),)


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _windows(escaped: re.Match[str]) -> str:
    return escaped[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")
