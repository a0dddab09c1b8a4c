"""Pieces of pages that are the same on thousands of them: written once a release, kept while there is room."""

from collections.abc import Callable, Hashable

from markupsafe import Markup

MAX_BYTES = 8_000_000
# about what Python takes for an entry, its key, and a text beside its characters
_ENTRY_BYTES = 600


class Pieces:
    """Pieces by all that they depend on beside the release, so that none can be stale. Safe in many threads.

    Args:
        max_bytes: How much is kept; when it is full, all give way, and those that come again are back at once.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: dict[Hashable, Markup] = {}

    def piece(self, key: Hashable, make: Callable[[], Markup]) -> Markup:
        """What was kept as *key*, or what *make* gives."""
        found = self._kept.get(key)
        if found is None:
            found = make()
            self._keep(key, found)
        return found

    def _keep(self, key: Hashable, piece: Markup) -> None:
        size = _ENTRY_BYTES + 2 * len(piece)
        if self._bytes + size > self._max_bytes:
            # a thread that reads meanwhile has the former ones, which say the same
            self._kept, self._bytes = {}, 0
        if size <= self._max_bytes:
            self._kept[key] = piece
            self._bytes += size
