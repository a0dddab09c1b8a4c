"""The report that an officer reads and sends on: one HTML file that needs nothing else."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from lod.findings import Code, Finding, Severity, shown
from lod.iris import VOCABULARIES
from lod.model import Model
from lod.ontology import LANGUAGES, Texts
from lod.quality import Problem, Quality
from lod.reception import Coverage
from lod.sentences import Sentence, perhaps, said
from lod.sources.base import PERSONAL_DATA
from lod.translations import Catalogue

_HERE = Path(__file__).parent
MOST_FREQUENT = 15
_NUMBERED = re.compile(r"\(column ([0-9]{1,9})\)")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of one source is not published as a field: columns and their values.

    Args:
        unknown_columns: Columns and labels that go to no field.
        unknown_values: Their values, kept as text.
        personal_columns: Columns and labels of persons' data.
        personal_values: Their values, dropped.
        masked: Texts in which a contact or a fiscal code was masked.
    """

    unknown_columns: int
    unknown_values: int
    personal_columns: int
    personal_values: int
    masked: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """How often a field is given in one source."""

    label: str
    name: str
    share: float


def page(quality: Quality, model: Model, language: str) -> str:
    """The report in *language* (``it``, ``en``)."""
    words = Catalogue(language)
    view = _View(quality, model, words, language)
    return _template().render(
        gettext=words.gettext,
        ngettext=_plural(words),
        language=language,
        languages=LANGUAGES,
        view=view,
        number=view.number,
        percent=lambda share: format_percent(share, locale=language),
        reason=lambda why: said(perhaps(why), words.gettext),
        severities=list(Severity),
        css=(_HERE / "report.css").read_text("utf-8"),
    )


@lru_cache
def _template() -> Template:
    """The page, in no language yet: compiling takes longer than filling it in."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    return environment.get_template("report.html")


def _plural(words: Catalogue) -> Callable[[str, str, int], str]:
    return lambda one, many, number: words.gettext(one if number == 1 else many)


class _View:
    """What the template asks for."""

    def __init__(self, quality: Quality, model: Model, words: Catalogue, language: str) -> None:
        self._quality = quality
        self._model = model
        self._words = words
        self._language = language
        self._labels = _field_labels(model)
        self.problems = quality.problems()

    @property
    def sources(self) -> list[str]:
        """Names of the sources, those without records too."""
        named = {*self._quality.records, *self._quality.rejected, *(s for s, _ in self._quality.severities)}
        return sorted(name for name in named if name)

    @property
    def origins(self) -> list[str]:
        """The sources; and the empty name, if there is something to tell of settings or reference tables."""
        return [*self.sources, *([""] if any(not source for source, _ in self._quality.severities) else [])]

    def left_out(self, source: str) -> LeftOut:
        """What of *source* is not published as a field."""
        coverage = self.coverage(source)
        unknown = [found for found in coverage if found.unread and not found.fields]
        personal = [found for found in coverage if PERSONAL_DATA in found.reasons]
        masked = sum(p.count for p in self.problems if p.source == source and p.code == Code.MASKED)
        dropped = sum(dict(found.left_out)[PERSONAL_DATA] for found in personal)
        return LeftOut(len(unknown), sum(found.unread for found in unknown), len(personal), dropped, masked)

    def records(self, source: str) -> int:
        """How many records were published."""
        return self._quality.records[source]

    def rejected(self, source: str) -> int:
        """How many were left out."""
        return self._quality.rejected[source]

    def count(self, severity: Severity, source: str | None = None) -> int:
        """How many findings of a severity, of one source or of none (""), or in all (None)."""
        counts = self._quality.severities.items()
        return sum(n for (of, found), n in counts if found is severity and source in (None, of))

    def frequent(self) -> list[Problem]:
        """The most frequent kinds of findings."""
        return sorted(self.problems, key=lambda p: -p.count)[:MOST_FREQUENT]

    def completeness(self, source: str) -> list[Completeness]:
        """Every field of the main shape, those that no record gives too."""
        shares = self._quality.completeness(source)
        return [Completeness(self.field(name), name, shares.get(name, 0.0)) for name in self._wanted(shares)]

    def coverage(self, source: str) -> list[Coverage]:
        """What became of the values of each label."""
        return [found for found in self._quality.coverage() if found.source == source]

    def field(self, name: str) -> str:
        """What a field is called."""
        return self._said(self._labels.get(name, {})) or self.label(name)

    def code(self, code: str) -> str:
        """What a code is called."""
        return self._said(self._model.concept_labels.get(f"{VOCABULARIES}finding/{code}", {})) or code

    def advice(self, code: str) -> str:
        """What a code means, and what to do."""
        return self._said(self._model.definitions.get(f"{VOCABULARIES}finding/{code}", {}))

    def label(self, label: str) -> str:
        """A column or label as the source calls it; what the reader put in its place, in the language."""
        numbered = _NUMBERED.fullmatch(label)
        if numbered:
            return said(Sentence("(column {number})", number=numbered[1]), self._words.gettext)
        return self._words.gettext(label) if label.startswith("(") else label

    def number(self, number: float) -> str:
        """A number as a reader of the language writes it."""
        return format_decimal(number, locale=self._language)

    def expected(self, finding: Finding) -> str:
        """What would have been right."""
        return said(finding.wanted, self._words.gettext, self.number)

    def sentence(self, finding: Finding) -> str:
        """What is so, and what was done, each once."""
        return "; ".join(said(each, self._words.gettext, self.number).rstrip(".") for each in finding.sentences)

    @staticmethod
    def value(finding: Finding) -> str:
        """The value as received, safe to show."""
        return shown(finding.value)

    def _said(self, texts: Texts) -> str:
        return texts.get(self._language) or texts.get("it") or texts.get("en") or ""

    def _wanted(self, shares: Mapping[str, float]) -> list[str]:
        main = next((shape for shape in self._model.shapes.values() if shape.collection), None)
        paths = dict(self._model.paths(main)) if main else {}
        given = {
            path for path, prop in paths.items() if not (prop.part or prop.facet_only or prop.supplies or prop.inferred)
        }
        ordered = [path for path in paths if path in given and (path in shares or "." not in path)]
        return [*ordered, *(name for name in shares if name not in paths)]


def _field_labels(model: Model) -> dict[str, Texts]:
    """What the fields are called, by path and, for findings, by their last name."""
    found: dict[str, Texts] = {}
    for shape in model.shapes.values():
        if shape.kind:
            for path, prop in model.paths(shape):
                found.setdefault(path, prop.label)
                found.setdefault(prop.name, prop.label)
    return found
