"""The words of pages, reports and findings: English where they are made, other languages in ``.po`` files."""

import gettext
from collections.abc import Sequence
from pathlib import Path

from babel.messages.pofile import read_po

_HERE = Path(__file__).parent


class Catalogue(gettext.NullTranslations):
    """The words in one language, from its ``.po`` files: ``it.po`` of pages, ``it.findings.po``. English is the source.

    Args:
        language: ``it`` or ``en``.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        for path in sorted(_HERE.glob(f"{language}*.po")):
            with path.open("rb") as file:
                found = [(_forms(m.id), _forms(m.string)) for m in read_po(file) if m.id and m.string]
            self.texts |= {one: text for ids, texts in found for one, text in zip(ids, texts, strict=True)}

    def gettext(self, message: str) -> str:
        """*message* in the language; the message itself where there is no translation."""
        return self.texts.get(message, message)


def _forms(text: str | Sequence[str]) -> Sequence[str]:
    """Singular and plural of a message, or the message alone."""
    return (text,) if isinstance(text, str) else text
