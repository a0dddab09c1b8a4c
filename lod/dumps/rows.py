"""The rows of a flat table: the values of each field of one thing, gathered from its document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lod import rdf
from lod.dumps.columns import Column, Survey, datatype_of
from lod.ontology import Texts
from lod.rdf import RDF_TYPE, Literal, NamedNode, Term, Triple
from lod.shapes import PropertyShape

_WITHIN = "; "
_Text = tuple[str, str]


class Cell(NamedTuple):
    """The values of a field.

    Args:
        entries: Texts and languages; one list a value, or one list for each part that the field stands in.
        by_part: Whether they are by part: an empty one counts then, so that the cells of one row stay in step.
    """

    entries: Sequence[Sequence[_Text]]
    by_part: bool = False


class Row(NamedTuple):
    """One thing.

    Args:
        iri: Its IRI.
        cells: Its values by path of the field.
    """

    iri: str
    cells: Mapping[str, Cell]


def row(
    iri: str, triples: Iterable[Triple], known: Mapping[str, tuple[PropertyShape, ...]], survey: Survey
) -> Row | None:
    """The row of the thing *iri*; None if its document does not describe it.

    Args:
        iri: The thing.
        triples: All that its document says.
        known: The fields.
        survey: Takes what the values are like.
    """
    said: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, value in triples:
        said.setdefault(rdf.plain(subject), {}).setdefault(predicate.value, []).append(value)
    if iri not in said:
        return None
    cells = {}
    for path, steps in known.items():
        cell = _cell(said, iri, steps)
        if cell.entries:
            cells[path] = cell
            texts = [text for entry in cell.entries for text in entry]
            survey.see(path, datatype_of(steps[-1]), texts)
            if len(cell.entries) > 1:
                survey.several.add(path)
    return Row(iri, cells)


def is_a(iri: str, target: str, triples: Iterable[Triple]) -> bool:
    """Whether *triples* say that *iri* is of class *target*."""
    statement = Triple(NamedNode(iri), RDF_TYPE, NamedNode(target))
    return any(triple == statement for triple in triples)


def _cell(said: Mapping[str, Mapping[str, Sequence[Term]]], iri: str, steps: Sequence[PropertyShape]) -> Cell:
    holders = [iri]
    for step in steps[:-1]:
        holders = [rdf.plain(part) for holder in holders for part in _values(said, holder, step)]
    entries = [[_text(value) for value in _values(said, holder, steps[-1])] for holder in holders]
    if len(holders) > 1:
        return Cell(entries if any(entries) else (), by_part=True)
    return Cell([[text] for entry in entries for text in entry])


def _values(said: Mapping[str, Mapping[str, Sequence[Term]]], holder: str, step: PropertyShape) -> Sequence[Term]:
    return said.get(holder, {}).get(step.path[0], ())


def _text(value: Term) -> _Text:
    return rdf.plain(value), (value.language or "") if isinstance(value, Literal) else ""


def values(thing: Row, column: Column, labels: Mapping[str, Texts]) -> list[str]:
    """The values of *thing* in *column*, in order; an empty one only where a part has none.

    Args:
        thing: The row.
        column: The column.
        labels: What the IRIs are called, by IRI.
    """
    if not column.path:
        return [thing.iri]
    cell = thing.cells.get(column.path)
    if cell is None:
        return []
    found = [_WITHIN.join(_shown(entry, column, labels)) for entry in cell.entries]
    if cell.by_part:
        return found if any(found) else []
    return [text for text in found if text]


def _shown(entry: Sequence[_Text], column: Column, labels: Mapping[str, Texts]) -> list[str]:
    if column.labelled:
        return [_in_language(labels[text], column.language) for text, _ in entry if text in labels]
    return [text for text, language in entry if language == column.of]


def _in_language(texts: Texts, language: str) -> str:
    return texts.get(language) or texts.get("") or min(texts.values(), default="")
