"""Names of places and bodies: when two spellings are the same name."""

import hashlib
import re
import unicodedata

from lod.iris import MAX_SLUG_CHARACTERS

_NOT_WORD = re.compile(r"[^a-z0-9]+")
# letters that NFKD does not take apart
_LIGATURES = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d"})


def fold(name: str) -> str:
    """*name* in small ASCII letters, digits and single blanks: no case, accents, apostrophes, punctuation.

    ``"Forli'"``, ``"FORLÌ"`` and ``"Forlì"`` give ``forli``.
    """
    apart = unicodedata.normalize("NFKD", name.translate(_LIGATURES))
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.lower()).strip()


def minted_key(name: str) -> str:
    """The last part of the IRI minted for *name*; two names share one only if `fold` makes them one name.

    Empty if nothing of the name is left.
    """
    folded = fold(name)
    key = folded.replace(" ", "-")
    lost = any(c.isalpha() and not fold(c) for c in name)
    if not key or (len(key) <= MAX_SLUG_CHARACTERS and not lost and not key.endswith("-unit")):
        return key
    whole = unicodedata.normalize("NFKC", name).casefold() if lost else folded
    return f"{key[:MAX_SLUG_CHARACTERS].strip('-')}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
