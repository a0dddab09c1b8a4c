"""Sentences of findings: English, made of a template and named values, so that they can be said in another language."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import final

MAX_KEPT = 1_000

# what a template may name: a text as it is, a number, a sentence of its own, or several of them
Part = str | int | Sequence["Part"]
# the template in another language
Words = Callable[[str], str]


@final
class Sentence(str):
    """A sentence: as a text it is English, and it knows what it was made of.

    Args:
        template: The English text, with ``{names}`` in the place of values; it is what the catalogue translates.
        values: What stands there. Texts stay as they are in every language, sentences are translated, numbers are
            written as a reader of the language does.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Part]

    def __new__(cls, template: str, /, **values: Part) -> "Sentence":
        """Makes the sentence; without values the braces of a template are braces, and there is one sentence of it."""
        return _made(template.format(**_english(values)), template, values) if values else _bare(template)

    def __reduce__(self) -> tuple[Callable[..., "Sentence"], tuple[str, Mapping[str, Part]]]:
        """The sentence for another process."""
        return _remade, (self.template, self.values)

    def altered(self, change: Callable[[str], str]) -> "Sentence":
        """The sentence with *change* made to the texts in it; if that is not enough it is said in English alone."""
        if change(self) == self:
            return self
        made = Sentence(self.template, **{name: _altered(part, change) for name, part in self.values.items()})
        return made if change(made) == made else quoted(change(self))


def _made(text: str, template: str, values: Mapping[str, Part]) -> Sentence:
    made = str.__new__(Sentence, text)
    made.template, made.values = template, values
    return made


@lru_cache(MAX_KEPT)
def _bare(template: str) -> Sentence:
    """The sentence that names nothing: made a million times, it goes to another process once a batch."""
    return _made(template, template, {})


NOTHING = Sentence("")


def counted(one: str, many: str, count: int, /, **values: Part) -> Sentence:
    """The sentence for *count* things, which both templates may call ``{count}``: *one* of it, or *many*."""
    return Sentence(one if count == 1 else many, count=count, **values)


def quoted(text: str) -> Sentence:
    """*text* of a source, a setting or a program: the same in every language."""
    return Sentence("{text}", text=text)


def perhaps(text: str) -> Sentence:
    """*text* of a setting, which may be one that the catalogue knows: ``personal data``."""
    return text if isinstance(text, Sentence) else Sentence(text)


def in_both(english: str, italian: str) -> Sentence:
    """What is said in both languages elsewhere, such as a label or a message of a shape."""
    return Sentence("{en}", en=english, it=italian)


def said(part: Part, words: Words, number: Callable[[int], str] = str) -> str:
    """A sentence, or a part of one, in the language of *words*.

    Args:
        part: What to say; a text that is no sentence stays as it is.
        words: Translates templates.
        number: Writes numbers.
    """
    if isinstance(part, Sentence):
        template = words(part.template) if part.template else ""
        values = {name: said(value, words, number) for name, value in part.values.items()}
        return template.format(**values) if values else template
    if isinstance(part, str):
        return part
    return number(part) if isinstance(part, int) else ", ".join(said(one, words, number) for one in part)


def _remade(template: str, values: Mapping[str, Part]) -> Sentence:
    return Sentence(template, **values)


def _english(values: Mapping[str, Part]) -> Mapping[str, Part]:
    """*values*, lists in one text."""
    if all(isinstance(part, str | int) for part in values.values()):
        return values
    return {
        name: part if isinstance(part, str | int) else ", ".join(str(one) for one in part)
        for name, part in values.items()
    }


def _altered(part: Part, change: Callable[[str], str]) -> Part:
    if isinstance(part, Sentence):
        return part.altered(change)
    if isinstance(part, str):
        return change(part)
    return part if isinstance(part, int) else [_altered(one, change) for one in part]
