"""Text as it comes: decoding, and characters that have no place in it."""

import re
import unicodedata

MAX_FILE_BYTES = 20_000_000
MAX_LINE_CHARACTERS = 1_000_000
MAX_LINES = 50_000

# line ends of other systems: words on both sides of them stay apart
_SEPARATORS = "\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
# a tag that is not well-formed (BCP 47) would cost the text: JSON-LD passes it over
_VARIANT = "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})){0,2}"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?" + _VARIANT)

# C0 but tab and line feed, C1, soft hyphen, zero width, bidi controls, specials, tags, surrogates
_UNWANTED = re.compile(
    f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    f"\ufff9-\uffff\U000e0000-\U000e007f\ud800-\udfff{_SEPARATORS}]"
)
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
# the only ones of them that count as printable
_SEEN = frozenset("\u034f\ufffc\ufffd")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def decoded(raw: bytes) -> str:
    """*raw* as text, with line feeds only and without a byte order mark.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def cleaned(text: str) -> tuple[str, str]:
    """*text* without unwanted characters, with plain spaces, in NFC; and the characters taken out, as escapes.

    That two texts differ in the way in which they write one letter (NFC, NFD) nobody can see: nobody is told.
    Digits of other scripts stay what they are: what wants a number does not understand them, and says so.
    """
    is_plain = text.isascii() or (_SEEN.isdisjoint(text) and unicodedata.is_normalized("NFC", text))
    if is_plain and text.isprintable():
        return text, ""
    removed = sorted(set(_UNWANTED.findall(text)))
    kept = _UNWANTED.sub("", _SEPARATOR.sub(" ", text)) if removed else text
    return unicodedata.normalize("NFC", _SPACES.sub(" ", kept)), " ".join(f"\\u{ord(c):04x}" for c in removed)
