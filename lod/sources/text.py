"""Text as it comes: decoding, and characters that have no place in it."""

import re

MAX_FILE_BYTES = 20_000_000
MAX_LINE_CHARACTERS = 1_000_000

# a tag that is not well-formed (BCP 47) would cost the text: JSON-LD passes it over
_VARIANT = "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})){0,2}"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?" + _VARIANT)

# C0 but tab and line feed, C1, soft hyphen, zero width, bidi controls, line and paragraph separators, surrogates
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff"
    "\ud800-\udfff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def decoded(raw: bytes) -> str:
    """*raw* as text, with line feeds only and without a byte order mark.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def cleaned(text: str) -> tuple[str, str]:
    """*text* without unwanted characters and with plain spaces; and the characters taken out, as escapes."""
    removed = sorted(set(_UNWANTED.findall(text)))
    kept = _UNWANTED.sub("", text) if removed else text
    return _SPACES.sub(" ", kept), " ".join(f"\\u{ord(c):04x}" for c in removed)
