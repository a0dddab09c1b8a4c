"""The words of the pages: all of them can be translated, and all are in Italian."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from jinja2.ext import babel_extract

import lod.web
from lod.translations import Catalogue
from tests.sentences import templates

WEB = Path(lod.web.__file__).parent
TEMPLATES = [*sorted((WEB / "templates").glob("*.html")), WEB.parent / "reporting" / "report.html"]
# what stands there as data or code, in no language
UNTRANSLATED = {"code", "pre", "script", "style"}
# parts of an expression that reach the page as they are
WHOLE = nodes.Concat | nodes.Or | nodes.And | nodes.Output | nodes.Dict
SENTENCE = re.compile(r"^[A-Z][a-z]|[a-z] [a-z]")
# names, the same in every language; the switch names each language in itself
NAMES = re.compile(
    r"\b(Propar|SPARQL|Turtle|TriG|N-Quads|JSON|RDF Patch|CC BY|Italiano|English"
    r"|PREFIX|SELECT|ASK|CONSTRUCT|DESCRIBE)\b"
)
# macros that give an attribute or an address
# what a template of a finding names, without how it is quoted
PLACES = re.compile(r"\{([a-z_]+)(?:![rs])?\}")
# a sentence that is said in both languages elsewhere
IN_BOTH = "{en}"
INSIDE_TAGS = {"lang", "query_of"}
READ_OUT = {"title", "alt", "placeholder", "aria-label"}


def messages() -> set[str]:
    """All messages of all templates, singular and plural, and of what is written in Python."""
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    found: set[str] = set()
    for template in TEMPLATES:
        with template.open("rb") as file:
            for _, _, message, _ in babel_extract(file, ("_", "gettext", "ngettext"), (), options):
                found.update(text for text in ([message] if isinstance(message, str) else message) if text)
    with (WEB / "fields.py").open("rb") as file:
        found.update(str(message) for _, _, message, _ in extract_python(file, ("_gettext",), (), {}))
    return found


def written(node: nodes.Node) -> Iterator[str]:
    """What *node* puts on the page as it stands there, in all branches; a blank for what comes from elsewhere."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Const):
        yield str(node.value)
    elif isinstance(node, nodes.CondExpr):
        yield from written(node.expr1)
        yield from written(node.expr2 or nodes.Const(""))
    elif isinstance(node, nodes.Assign):
        yield from (text for text in constants(node.node) if SENTENCE.search(text))
    elif isinstance(node, nodes.Getitem):
        yield from written(node.node)
    elif isinstance(node, nodes.Pair):
        yield from (*written(node.value), " ")
    elif isinstance(node, WHOLE):
        yield from (text for child in node.iter_child_nodes() for text in written(child))
    elif isinstance(node, nodes.Expr):
        yield " "
    elif not is_code(node):
        statements = (child for child in node.iter_child_nodes() if not isinstance(child, nodes.Expr))
        yield from (text for child in statements for text in written(child))


def constants(node: nodes.Node) -> Iterator[str]:
    """All strings in an expression but those that are messages."""
    if isinstance(node, nodes.Const):
        yield node.value if isinstance(node.value, str) else ""
    elif not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_"):
        yield from (text for child in node.iter_child_nodes() for text in constants(child))


def is_code(node: nodes.Node) -> bool:
    """Whether *node* makes the text of an example query, or what stands inside a tag."""
    if isinstance(node, nodes.AssignBlock):
        return isinstance(node.target, nodes.Name) and node.target.name.endswith("_query")
    return isinstance(node, nodes.Macro) and node.name in INSIDE_TAGS


class Reader(HTMLParser):
    """Collects what a reader sees or hears, and finds in no catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read out count as words."""
        named = dict(attrs)
        self.heard += [value or "" for name, value in attrs if name in READ_OUT]
        if tag == "meta" and named.get("name") == "description":
            self.heard.append(named.get("content") or "")
        if tag in UNTRANSLATED:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """What is code ends here."""
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Text, unless it is code."""
        if not self._inside:
            self.heard.append(data)


def untranslatable(source: str) -> list[str]:
    """Words that a template says in one language only, by its syntax tree: every branch counts."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    reader = Reader()
    reader.feed("".join(written(tree)))
    reader.close()
    bare = (NAMES.sub("", text).strip() for text in reader.heard)
    return [text for text in bare if re.search(r"[^\W\d_]", text)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_has_no_words_of_its_own(template):
    """Whoever reads Italian meets no English between the data."""
    assert untranslatable(template.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "<p>{{ 'Hello' }}</p>",
        "{% if a %}<p>{{ _('Hello') }}</p>{% else %}<p>Hello</p>{% endif %}",
        "<p>{{ 'Hello' if a else b }}</p>",
        "<p>{{ b or 'Hello' }}</p>",
        "{% macro greet() %}Hello{% endmacro %}",
        "{% set greeting %}Hello{% endset %}",
        "{% set greeting = 'Hello' %}",
        "<input placeholder='Hello'>",
        "<nav aria-label='{{ \"Hello\" }}'></nav>",
    ],
)
def test_words_outside_the_catalogue_are_found(source):
    """The check above would notice a word, wherever a template can hide one."""
    assert untranslatable(source) == ["Hello"]


def test_every_message_is_in_italian():
    """No page falls back to English."""
    catalogue = Catalogue("it")

    assert [m for m in sorted(messages()) if m not in catalogue.texts] == []


def test_no_translation_is_unused():
    """A message that went from the templates, or a sentence from the program, goes from the catalogue."""
    assert sorted(set(Catalogue("it").texts) - messages() - templates() - {IN_BOTH}) == []


def test_translations_keep_the_placeholders():
    """A number or a title that the English sentence names, the Italian one names too."""
    with (WEB.parent / "translations" / "it.po").open("rb") as file:
        catalogue = read_po(file)
    wrong = [m.id for m in catalogue if list(m.check(catalogue))]

    assert wrong == []


def test_every_sentence_of_a_finding_is_in_italian():
    """A new finding without its Italian sentence fails here."""
    catalogue = Catalogue("it")
    bare = {template for template in templates() if not re.search(r"[A-Za-z]", PLACES.sub("", template))}

    assert sorted(templates() - bare - set(catalogue.texts)) == []


def test_italian_sentences_name_what_the_english_ones_name():
    """A column's name or a number that the English sentence gives, the Italian one gives too."""
    texts = Catalogue("it").texts
    named = {english: set(PLACES.findall(english)) for english in templates() & set(texts)}
    wrong = [texts[english] for english, places in named.items() if places != set(PLACES.findall(texts[english]))]

    assert wrong == []


def test_plural_has_its_own_words():
    """One result is not 'risultati'."""
    catalogue = Catalogue("it")

    assert catalogue.gettext("%(shown)s result") == "%(shown)s risultato"
    assert catalogue.gettext("%(shown)s results") == "%(shown)s risultati"
