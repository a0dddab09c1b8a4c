"""On which line of a page's source a text of it stands."""

import re

# words that stand in the source as they read: who writes these as entities does so on purpose
_WORD = re.compile(r"[A-Za-z0-9./:_-]{4,60}")
_WINDOW = 200_000
_MOST_MISSES = 200


class Lines:
    """Finds texts in a source, in reading order.

    Args:
        source: The page's source, line feeds only.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._line = 1
        self._misses = 0

    def of(self, text: str) -> int:
        """The line, from 1, where *text* begins; that of the text before if it cannot be found."""
        first = _WORD.search(text[:1_000])
        word = first[0] if first else text.strip()[:1]
        if not word or self._misses > _MOST_MISSES:
            return self._line
        found = self._source.find(word, self._at, self._at + _WINDOW)
        if found < 0:
            self._misses += 1
            return self._line
        self._line += self._source.count("\n", self._at, found)
        self._at = found + len(word)
        return self._line
