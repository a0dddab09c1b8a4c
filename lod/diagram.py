"""The diagram: what describes a thing, drawn from the shapes as SVG."""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

from lod.iris import ONTOLOGY
from lod.model import Model
from lod.ontology import Texts
from lod.shapes import NodeShape, PropertyShape

_SVG = "http://www.w3.org/2000/svg"
_WIDTH, _SIDE, _HUB, _ROW, _GAP, _TOP = 1120, 250, 450, 24, 12, 64
_HUB_X = (_WIDTH - _HUB) // 2
_LABEL_CHARACTERS, _TITLE_CHARACTERS, _NOTE_CHARACTERS, _NOTE_LINES = 36, 30, 42, 3
_Fields = Sequence[PropertyShape]
_DESCRIPTIONS = {
    "it": "A sinistra le cose che un processo nomina e le sue parti, a destra le liste da cui vengono i suoi valori.",
    "en": "On the left what a process names and its parts, on the right the lists that its values come from.",
}
_COUNTS = {
    "it": ("{} voci", "e {} campi con testi, numeri, date"),
    "en": ("{} concepts", "and {} fields with texts, numbers, dates"),
}


@dataclass
class _Box:
    """One class or code list at the side."""

    title: str
    note: str
    iri: str
    rows: list[int] = field(default_factory=list)
    top: float = 0

    @property
    def lines(self) -> list[str]:
        return textwrap.wrap(self.note, _NOTE_CHARACTERS, max_lines=_NOTE_LINES, placeholder=" …")

    @property
    def height(self) -> float:
        return 30 + 15 * len(self.lines)

    @property
    def wanted(self) -> float:
        """Where its middle would best be: beside the rows that lead to it."""
        return _TOP + _ROW * (sum(self.rows) / len(self.rows) + 0.5)


def diagram(model: Model, language: str) -> str:
    """The SVG of the first shape that has a collection, with all that its fields lead to; empty if there is none.

    Its links are the canonical IRIs.

    Args:
        model: Ontology, code lists and shapes.
        language: Of the labels (``it``, ``en``).
    """
    hub = next((shape for shape in model.shapes.values() if shape.collection), None)
    return _Drawing(model, language).of(hub) if hub else ""


class _Drawing:
    def __init__(self, model: Model, language: str) -> None:
        self._model = model
        self._language = language

    def of(self, hub: NodeShape) -> str:
        fields = [prop for prop in hub.properties.values() if not prop.facet_only]
        lists = [prop for prop in fields if prop.scheme]
        things = [prop for prop in fields if prop.part or prop.links]
        rest = len(fields) - len(lists) - len(things)
        left = self._placed(self._boxes(things, self._thing))
        right = self._placed(self._boxes(lists, self._code_list))
        rows = max(len(things), len(lists))
        bottom = max([_TOP + _ROW * rows + 36, *(box.top + box.height for box in (*left, *right))])
        svg = self._root(hub, bottom + 20)
        for boxes, is_left in ((left, True), (right, False)):
            self._lines(svg, boxes, is_left=is_left)
        self._hub(svg, hub, things, lists, rest)
        for boxes, x in ((left, 8), (right, _WIDTH - _SIDE - 8)):
            for box in boxes:
                self._box(svg, box, x)
        return tostring(svg, encoding="unicode")

    def _said(self, texts: Texts) -> str:
        return texts.get(self._language) or next(iter(texts.values()), "")

    def _boxes(self, props: Sequence[PropertyShape], make: Callable[[PropertyShape], _Box]) -> list[_Box]:
        found: dict[str, _Box] = {}
        for number, prop in enumerate(props):
            box = make(prop)
            found.setdefault(box.iri, box).rows.append(number)
        return sorted(found.values(), key=lambda box: (box.wanted, box.iri))

    def _thing(self, prop: PropertyShape) -> _Box:
        shapes = (self._model.shapes[prop.part],) if prop.part else self._model.by_kind[prop.links]
        names = {name: self._said(p.label) for shape in shapes for name, p in shape.properties.items()}
        title = " · ".join(self._said(shape.label) for shape in shapes)
        return _Box(_cut(title, _TITLE_CHARACTERS), ", ".join(dict.fromkeys(names.values())), shapes[0].iri)

    def _code_list(self, prop: PropertyShape) -> _Box:
        scheme = self._model.schemes[prop.scheme]
        title = _cut(self._said(scheme.label), _TITLE_CHARACTERS)
        return _Box(title, _COUNTS[self._language][0].format(len(scheme.labels)), scheme.iri)

    def _placed(self, boxes: list[_Box]) -> list[_Box]:
        """Each box as near to its rows as those above it allow."""
        free = 8.0
        for box in boxes:
            box.top = max(free, box.wanted - box.height / 2)
            free = box.top + box.height + _GAP
        return boxes

    def _root(self, hub: NodeShape, height: float) -> Element:
        size = {"viewBox": f"0 0 {_WIDTH} {height:.0f}", "width": str(_WIDTH), "height": f"{height:.0f}"}
        svg = Element("svg", {"xmlns": _SVG, "role": "img", "font-family": "sans-serif", "class": "diagram", **size})
        SubElement(svg, "title").text = self._said(hub.label)
        SubElement(svg, "desc").text = _DESCRIPTIONS[self._language]
        return svg

    def _hub(
        self, svg: Element, hub: NodeShape, left: list[PropertyShape], right: list[PropertyShape], rest: int
    ) -> None:
        height = _TOP - 8 + _ROW * max(len(left), len(right)) + 36
        frame = {"x": str(_HUB_X), "y": "8", "width": str(_HUB), "height": str(height), "rx": "8", "class": "hub"}
        SubElement(svg, "rect", {**frame, "fill": "#eef6f4", "stroke": "#1b6b5f", "stroke-width": "1.5"})
        _text(_linked(svg, hub.target), self._said(hub.label), _WIDTH / 2, 38, anchor="middle", size=18, weight="700")
        for props, x, anchor in ((left, _HUB_X + 14, "start"), (right, _HUB_X + _HUB - 14, "end")):
            for number, prop in enumerate(props):
                y = _TOP + _ROW * number + 16
                _text(_linked(svg, prop.path[0]), _cut(self._said(prop.label)), x, y, anchor=anchor, size=13)
        more = _COUNTS[self._language][1].format(rest)
        _text(svg, more, _WIDTH / 2, height - 4, anchor="middle", size=12, style="quiet")

    def _lines(self, svg: Element, boxes: Iterable[_Box], *, is_left: bool) -> None:
        start, end = (_HUB_X, _SIDE + 8) if is_left else (_HUB_X + _HUB, _WIDTH - _SIDE - 8)
        middle = (start + end) / 2
        for box in boxes:
            to = box.top + box.height / 2
            for number in box.rows:
                at = _TOP + _ROW * number + 12
                path = f"M{start} {at} C{middle} {at} {middle} {to:.1f} {end} {to:.1f}"
                SubElement(svg, "path", {"d": path, "fill": "none", "stroke": "#7a9a94", "class": "line"})

    def _box(self, svg: Element, box: _Box, x: int) -> None:
        frame = {"x": str(x), "y": f"{box.top:.1f}", "width": str(_SIDE), "height": str(box.height), "rx": "6"}
        SubElement(svg, "rect", {**frame, "class": "box", "fill": "#ffffff", "stroke": "#7a9a94"})
        _text(_linked(svg, box.iri), box.title, x + 12, box.top + 20, size=14, weight="600")
        for number, line in enumerate(box.lines):
            _text(svg, line, x + 12, box.top + 37 + 15 * number, size=11, style="quiet")


def _linked(svg: Element, iri: str) -> Element:
    """A link to a term of ours; other terms have no place on the page."""
    ours = iri.startswith((ONTOLOGY, ONTOLOGY.removesuffix("onto#")))
    return SubElement(svg, "a", {"href": iri}) if ours else svg


def _text(
    above: Element,
    text: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    size: int = 13,
    weight: str = "400",
    style: str = "ink",
) -> None:
    colour = "#4a5c58" if style == "quiet" else "#14201e"
    where = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "font-size": str(size), "font-weight": weight}
    SubElement(above, "text", {**where, "fill": colour, "class": style}).text = text


def _cut(text: str, most: int = _LABEL_CHARACTERS) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
