"""The history of what is published: since when each document says what it says, and what each release changed."""

from lod.history.noting import note
from lod.history.reading import GONE, Change, History, Past, Version, lines
from lod.release import HISTORY, PATCH

__all__ = ["GONE", "HISTORY", "PATCH", "Change", "History", "Past", "Version", "lines", "note"]
