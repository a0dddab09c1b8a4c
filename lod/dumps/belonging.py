"""Which source a document came from, as its key tells."""

from collections.abc import Iterable, Mapping

from lod.model import Model


class Belonging:
    """The sources of a release, and how to tell them apart.

    Args:
        base: What the IRIs of the publisher's data start with.
        kinds: The kinds of things that records give: ``process``.
        prefixes: What the keys of a source's things begin with, by its name.
    """

    def __init__(self, base: str, kinds: Iterable[str], prefixes: Mapping[str, str]) -> None:
        self.sources = tuple(prefixes)
        starts = [(f"{base}id/{kind}/{prefix}-", name) for kind in kinds for name, prefix in prefixes.items()]
        # of the prefixes er and er-bis the longer one counts for er-bis-1
        self._starts = tuple(sorted(starts, key=lambda start: -len(start[0])))

    def beginnings_of(self, source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the IRIs of the things of *source* begin with; and what those do that begin so, but are of another."""
        own = tuple(start for start, name in self._starts if name == source)
        return own, tuple(start for start, name in self._starts if name != source and start.startswith(own))

    def source_of(self, document: str) -> str:
        """The name of the source that the thing *document* is about came from; empty where it is of none."""
        return next((name for start, name in self._starts if document.startswith(start)), "")


def kinds_of_records(model: Model) -> list[str]:
    """The kinds of what a record gives: the things of the lists, and parts of them that have documents of their own.

    A part of which others are told too, by a list that all sources share, is of no record: bodies, places.
    """
    listed = [shape for shape in model.shapes.values() if shape.collection]
    shared = {prop.links for shape in listed for _, prop in model.paths(shape) if prop.links}
    parts = {model.shapes[prop.part].kind for shape in listed for _, prop in model.paths(shape) if prop.part}
    return sorted(({shape.kind for shape in listed} | parts) - shared - {""})
