"""The fields of a page as HTML: rows with their values, made so often that no template makes them."""

from collections.abc import Callable, Hashable, Sequence

from markupsafe import Markup, escape

from lod.presentation import Heading, Row, Shown, title_of
from lod.web import i18n
from lod.web.marks import Marks
from lod.web.pieces import Pieces

# more links than this stand side by side
_MANY = 6
# a longer text is that of one page alone
_MAX_KEPT_CHARACTERS = 100
_TIMES = ("date", "dateTime", "gYear")


class Fields:
    """Makes the fields of the pages of one language.

    Args:
        marks: Names and links, as this page has them.
        language: The page's language.
        gettext: Gives a message in that language.
        is_lost: Whether a predicate says what a source has and we do not.
        labels: Predicates that name things; what has one name has it as its title.
        pieces: Where rows are kept that others have, too.
        place: What links depend on.
    """

    def __init__(
        self,
        marks: Marks,
        language: str,
        gettext: Callable[[str], str],
        is_lost: Callable[[str], bool],
        labels: Sequence[str],
        pieces: Pieces,
        place: Hashable,
    ) -> None:
        self._marks = marks
        self._language = language
        self._gettext = gettext
        self._is_lost = is_lost
        self._labels = frozenset(labels)
        self._pieces = pieces
        self._place = place

    def of(self, rows: Sequence[Row], thing: str, document: str) -> Markup:
        """The list of *rows*, on the page of *thing*, of which *document* is the document."""
        made = [self._row(row, thing, document) for row in rows if not self._is_title(row)]
        return _whole('<dl class="fields">\n    ', *made, "</dl>")

    def _is_title(self, row: Row) -> bool:
        return row.heading.predicate in self._labels and len(row.values) == 1

    def _row(self, row: Row, thing: str, document: str) -> str:
        """One row; kept where others may have the same: a single value, and no text of this page alone."""
        heading, values = row
        text, language, datatype, iri, label, rows, _ = values[0]
        if len(values) > 1 or rows or heading.prose or len(text) > _MAX_KEPT_CHARACTERS:
            return self._written(row, thing, document)
        name = title_of(label, self._language) if iri else ""
        key = (self._place, heading, text, language, datatype, iri, name)
        return self._pieces.piece(key, lambda: self._written(row, thing, document))

    def _written(self, row: Row, thing: str, document: str) -> Markup:
        heading, values = row
        wide = " wide" if heading.prose or values[0].rows else ""
        lost = " lost" if self._is_lost(heading.predicate) else ""
        inferred = (
            f' <span class="note">{escape(self._gettext("inferred by the software"))}</span>'
            if heading.inferred
            else ""
        )
        return _whole(
            f'<div class="field{wide}{lost}">\n      <dt>',
            self._pieces.piece((self._place, heading), lambda: self._explained(heading)),
            "</dt>\n      <dd>",
            self._values(row, thing, document),
            inferred,
            "</dd>\n    </div>\n    ",
        )

    def _explained(self, heading: Heading) -> Markup:
        """What a property is called; its meaning opens below it."""
        meaning, code = title_of(heading.description, self._language)
        name = self._marks.name(heading.label, heading.predicate)
        if not meaning:
            return name
        opened = f"</summary><p{self._marks.lang(code)}>"
        return _whole('<details class="meaning"><summary>', name, opened, escape(meaning), "</p></details>")

    def _values(self, row: Row, thing: str, document: str) -> Markup:
        """The values, the reader's language first."""
        values = [self._value(value, row.heading, thing, document) for value in self._marks.mine_first(row.values)]
        if len(values) == 1:
            return values[0]
        links = " links" if len(values) > _MANY and row.values[0].iri else ""
        return _whole(f'<ul class="values{links}"><li>', "</li><li>".join(values), "</li></ul>")

    def _value(self, value: Shown, heading: Heading, thing: str, document: str) -> Markup:
        if value.rows:
            return self._card(value, thing, document)
        return self._marks.link(value.iri, value.label) if value.iri else self._literal(value, heading)

    def _card(self, value: Shown, thing: str, document: str) -> Markup:
        """A part of the thing, or a thing that is told about on its page."""
        start = f"{thing}#"
        anchor = f' id="{escape(value.iri.removeprefix(start))}"' if value.iri.startswith(start) else ""
        is_named = title_of(value.label, self._language)[0] or not (value.iri == document or "#" in value.iri)
        title = f'<p class="card-title">{self._marks.link(value.iri, value.label)}</p>' if is_named else ""
        return _whole(f'<div class="card"{anchor}>{title}\n    ', self.of(value.rows, thing, document), "\n  </div>")

    def _literal(self, value: Shown, heading: Heading) -> Markup:
        if heading.prose:
            return self._prose(value)
        if value.language and value.language != self._language:
            code = escape(value.language)
            text = escape(value.text)
            return _whole(f'<span lang="{code}">', text, f'</span> <span class="code">{code}</span>')
        if value.datatype == "boolean":
            return escape(self._gettext("yes") if value.text in ("true", "1") else self._gettext("no"))
        text = escape(i18n.value_in(value, heading.unit, self._language))
        if value.datatype in _TIMES:
            return _whole(f'<time datetime="{escape(value.text)}">', text, "</time>")
        return _whole(text, " ", escape(self._gettext("months"))) if heading.unit == "months" else text

    def _prose(self, value: Shown) -> Markup:
        paragraphs = [text.strip() for text in value.text.replace("\r", "").split("\n\n")]
        made = [f"<p>{escape(text)}</p>" for text in paragraphs if text]
        return _whole(f'<div class="prose"{self._marks.lang(value.language)}>\n    ', *made, "\n  </div>")


def _whole(*parts: str) -> Markup:
    """*parts* as markup: each is a literal of this room, was escaped before, or is made of such."""
    return Markup("".join(parts))  # noqa: S704
