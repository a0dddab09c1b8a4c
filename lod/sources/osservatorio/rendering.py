"""What the lines of a saved record say under their labels: an address, an image, words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lod.iris import is_web_address
from lod.sources.osservatorio.labels import LABELS, MAPS, MODIFIED, MUNICIPALITIES, TERRITORY, Label
from lod.sources.osservatorio.shown import Shown


def rendered(record: Iterable[Shown]) -> Iterator[Shown]:
    """The lines of a record with what they say under their label: an address, an image, or words.

    What browsers show as several lines of one value is one line again: items of a list, and a text with line breaks.
    """
    seen: set[str] = set()
    label: Label | None = None
    group, last = "", None
    for line in record:
        if line.name and line.name not in seen:
            seen.add(line.name)
            label = LABELS.get(line.name)
            group = line.name if label is None else group
            if last:
                yield last
            last = replace(line, text=line.name)
            continue
        places = MUNICIPALITIES if group == TERRITORY and (label is None or label.text in MAPS) else None
        is_first = last is not None and last.name != ""
        said = _said(line, label, is_first=is_first)
        if said is not None and is_first:
            # a colon that stands outside of the label's element
            said = replace(said, text=said.text.removeprefix(":").lstrip())
        if said is None or not said.text:
            continue
        if last and not last.name and not said.is_image and _continues(line, last, label, places):
            between = (places or label or MUNICIPALITIES).separator or " "
            last = replace(last, text=f"{last.text}{between}{said.text}")
            continue
        if last:
            yield last
        last = said
    if last:
        yield last


def _continues(line: Shown, last: Shown, label: Label | None, places: Label | None) -> bool:
    """Whether a line goes on with the value of the one before."""
    if (
        last.is_image
        or line.text.startswith(MODIFIED)
        or (label is None and places is None)
        or (label and label.is_prose)
    ):
        return False
    piece = line.pieces[0]
    is_same_text = piece.common == piece.depth == last.pieces[-1].depth
    is_list = (places or label or MUNICIPALITIES).separator != ""
    return is_same_text or (is_list and piece.starts_item and last.pieces[0].starts_item)


def _said(line: Shown, label: Label | None, *, is_first: bool) -> Shown | None:
    """What a line says under *label*; None for an image where no image is wanted."""
    if line.is_image:
        return line if label and label.shows == "image" else None
    if label and label.shows == "link":
        addresses = {piece.href for piece in line.pieces}
        # words around the link, a second link or line are more than an address: they are kept as what they are
        is_address = is_first and len(addresses) == 1 and is_web_address(*addresses)
        return replace(line, text=addresses.pop()) if is_address else _with_addresses(line)
    if label and label.is_prose:
        return _with_addresses(line)
    return line


def _with_addresses(line: Shown) -> Shown:
    words = " ".join("".join(piece.with_address for piece in line.pieces).split())
    return replace(line, text=f"- {words}" if line.pieces[0].starts_item else words)
