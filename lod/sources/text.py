"""Text as it comes: decoding, and characters that have no place in it."""

import re

MAX_FILE_BYTES = 20_000_000
MAX_LINE_CHARACTERS = 1_000_000

# C0 but tab and line feed, C1, soft hyphen, zero width, bidi controls, line and paragraph separators, surrogates
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff"
    "\ud800-\udfff]"
)
# the only ones of them that count as printable
_OBJECT, _REPLACED = "\ufffc", "\ufffd"
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def decoded(raw: bytes) -> str:
    """*raw* as text, with line feeds only and without a byte order mark.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def cleaned(text: str) -> tuple[str, str]:
    """*text* without unwanted characters and with plain spaces; and the characters taken out, as escapes."""
    if text.isprintable() and _REPLACED not in text and _OBJECT not in text:
        return text, ""
    removed = sorted(set(_UNWANTED.findall(text)))
    kept = _UNWANTED.sub("", text) if removed else text
    return _SPACES.sub(" ", kept), " ".join(f"\\u{ord(c):04x}" for c in removed)
