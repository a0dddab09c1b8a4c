"""Columns of personal data: how they are called, what their values look like."""

import re
from collections.abc import Sequence

from lod.sources.persons import ALWAYS, ROLES
from lod.sources.register.rows import Cell

_LOOKED_AT = 2_000
_LONGEST = 200
_SOME = 0.15
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"(?:\+[0-9]{1,3}[ .]?)?(?:0[0-9]{1,3}|3[0-9]{2})[ ./-]?[0-9]{5,8}")
_TAX_CODE = re.compile(r"[A-Z]{6}[0-9]{2}[A-EHLMPR-T][0-9]{2}[A-Z][0-9]{3}[A-Z]")
_TITLE = r"(?:(?:Dott|Dr|Ing|Arch|Avv|Prof|Sig|Geom)\S{0,5}\s)?"
_PERSON = re.compile(_TITLE + r"[A-ZÀ-Ý][a-zà-ÿ'’]{1,30}(?:\s[A-ZÀ-Ý][\w'’]{1,30}){1,3}")


def personal(cells: Sequence[Cell], words: Sequence[str]) -> tuple[float, str]:
    """How sure it is that a column has personal data, 0 to 1, and why.

    Args:
        cells: Its cells that say something.
        words: The words of its name, folded.
    """
    texts = [" ".join(cell.text.split()) for cell in cells[:_LOOKED_AT]]
    named = (ALWAYS | ROLES) & set(words)
    always = sorted(ALWAYS & set(words))
    for pattern, what, needs_name in (
        (_EMAIL, "e-mail addresses", False),
        (_TAX_CODE, "tax codes", False),
        (_PHONE, "telephone numbers", True),
        (_PERSON, "names of persons", True),
    ):
        share = sum(1 for text in texts if pattern.fullmatch(text[:_LONGEST])) / len(texts) if texts else 0.0
        if share >= _SOME and (named or not needs_name):
            return min(1.0, 0.6 + 0.4 * share), f"values look like {what}"
    return (0.7, f"its name says {always[0]!r}") if always else (0.0, "")
