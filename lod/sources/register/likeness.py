"""How alike the names of columns and of fields are: by their words, rare ones counting more."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from lod.names import fold

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ITALIAN = (
    "a al alla allo ai agli alle con da dal dalla dei del della delle degli di e ed gli i il in la le lo nel o per"
)
_ENGLISH = "nella su sul the of and an by for from in is it on to with"
_SMALL_WORDS = frozenset((_ITALIAN + " " + _ENGLISH).split())
# words that any column of such a register may have
_GENERIC = frozenset({"processo", "percorso", "progetto", "process", "project", "scheda", "record", "registro"})
_GENERIC_WEIGHT = 0.25
_STEM_CHARACTERS = 5
_ALIKE = 0.84


@lru_cache(maxsize=10_000)
def words(label: str) -> tuple[str, ...]:
    """The words of *label*, folded, small words left out: ``grantAmount`` gives ``grant amount``."""
    found = fold(_CAPITAL.sub(" ", label)).split()
    return tuple(word for word in found if word not in _SMALL_WORDS) or tuple(found)


class Likeness:
    """Compares labels with the labels that are known.

    Args:
        labels: All labels that are known: a word that many of them have says little.
    """

    def __init__(self, labels: Iterable[str]) -> None:
        several = [set(words(label)) for label in labels]
        self._count = len(several) + 1
        self._labels_with = Counter(word for one in several for word in one)

    def of(self, one: str, other: str) -> float:
        """How alike two labels are, from 0 to 1."""
        ours, theirs = words(one), words(other)
        if ours == theirs:
            return 1.0 if ours else 0.0
        return (self._covered(ours, theirs) + self._covered(theirs, ours)) / 2

    def _covered(self, ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
        """The part of our words, by weight, that is among theirs."""
        weights = [self._weight(word) for word in ours]
        alike = [max((_word_likeness(word, other) for other in theirs), default=0.0) for word in ours]
        total = sum(weights)
        return sum(w * a for w, a in zip(weights, alike, strict=True)) / total if total else 0.0

    def _weight(self, word: str) -> float:
        weight = math.log(1 + self._count / (1 + self._labels_with[word]))
        return weight * _GENERIC_WEIGHT if word in _GENERIC else weight


@lru_cache(maxsize=100_000)
def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    stem = min(len(one), len(other), _STEM_CHARACTERS)
    if stem < _STEM_CHARACTERS or one[:2] != other[:2]:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= _ALIKE or (one[:stem] == other[:stem] and ratio >= _ALIKE - 0.1) else 0.0
