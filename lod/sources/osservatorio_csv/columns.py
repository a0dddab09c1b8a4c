"""THE table of the export: the name of each column, the field that it supplies, and how its values are read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from lod.names import fold
from lod.sources.osservatorio import values as page_values
from lod.sources.osservatorio.labels import LABELS as PAGE_LABELS
from lod.sources.osservatorio.labels import PARTS, SOURCE, Label
from lod.sources.osservatorio.values import Form
from lod.sources.osservatorio_csv import values
from lod.sources.osservatorio_csv.values import Doubt

NUMBER = Label("Id", "identifier")
SITE = PAGE_LABELS["Link"]
SEPARATOR = " / "
# what stands between the members of a list, and never within a name
_MARKS = (SEPARATOR, ";", "|", "\n")
_AROUND = " /;|,\n"
_LISTED = frozenset({"policyArea"})
_FORMS: Mapping[Form, tuple[Form, Doubt]] = {
    page_values.money: (values.amount, values.doubtful_number),
    page_values.whole: (values.whole, values.doubtful_number),
    page_values.percent: (values.percent, values.doubtful_percent),
    page_values.day: (values.day, values.doubtful_day),
    page_values.index: (values.index, values.certain),
}
_ANSWERED = frozenset(
    {
        *("cofunded", "extensionGranted", "coDecision", "digitalTools", "femalePresence", "workLifeBalance"),
        *("proposalDocumentsApproved", "earthquakeArea", "certified", "steeringCommitteeFormed"),
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the export.

    Args:
        label: Its name, field and form.
        doubt: The other reading that a value may have.
        marks: What may stand between the members of a list.
        answers: Label that takes the place of *label* where a cell is yes, no or not foreseen.
        is_person: Whether its values may be persons, who are dropped.
        is_within_province: Whether its names are told apart by the row's province.
    """

    label: Label
    doubt: Doubt = values.certain
    marks: tuple[str, ...] = ()
    answers: Label | None = None
    is_person: bool = False
    is_within_province: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether ``no`` is an answer in this column."""
        return self.label.form is values.answer

    def label_of(self, text: str, name: str) -> Label:
        """The label that *text* is read by, under the column's *name* in the file."""
        label = self.label
        if self.answers is not None and values.is_answer(text):
            label = self.answers
        elif label.form is values.day and values.is_year(text):
            label = replace(label, form=page_values.year, datatype="gYear")
        return replace(label, text=name, separator=SEPARATOR if self.marks else "")

    def listed(self, text: str) -> str:
        """*text* with one mark between the members of a list, whatever stood there, and no empty member."""
        for mark in self.marks:
            text = text.replace(mark, SEPARATOR)
        members = [member.strip(_AROUND) for member in text.split(SEPARATOR)]
        return SEPARATOR.join(filter(None, members)) if self.marks else text


# how the export calls what the pages call otherwise
_OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "Si registra la presenza femminile": "Presenza femminile rilevata",
        "Riscontro per la prevalenza di genere tra i partecipanti": (
            "Riscontro della prevalenza di genere fra i partecipanti"
        ),
        "Riscontro della prevalenza di genere tra i partecipanti": (
            "Riscontro della prevalenza di genere fra i partecipanti"
        ),
        "Segnalato da persona": "Processo segnalato da",
        "Segnalato da": "Processo segnalato da",
    }
)
_COMMITTEE = "Comitato di Pilotaggio"
_OWN = (
    *(Label(name, "title") for name in ("Titolo", "Titolo del processo", "Titolo processo", "Nome processo")),
    Label("Processo in zone terremotate", "earthquakeArea"),
    Label("Popolazione Impattata", "affectedPopulation", page_values.whole),
    Label("Modalità di inclusione", "inclusionMethods", page_values.prose),
    Label("Certificati", "certified"),
)
_PLACES = {
    "Comune": Column(Label("Comune", "spatial"), marks=(*_MARKS, ","), is_within_province=True),
    "Provincia": Column(Label("Provincia", "territoryNote", values.province), marks=(*_MARKS, ",")),
    "Regioni": Column(Label("Regioni", "territoryNote", values.region), marks=(*_MARKS, ",")),
}


def _column(label: Label) -> Column:
    """*label* of a page as a column: its forms read more ways of writing."""
    form, doubt = _FORMS.get(label.form, (label.form, values.certain))
    if label.field in _ANSWERED or label.field.startswith("assessment["):
        form = values.answer
    marks = (
        tuple(dict.fromkeys((label.separator or SEPARATOR, *_MARKS)))
        if label.separator or label.field in _LISTED
        else ()
    )
    answers = Label(label.text, "steeringCommitteeFormed", values.answer) if label.text == _COMMITTEE else None
    is_person = label.field == "isPrimaryTopicOf.reportedBy"
    return Column(replace(label, form=form, separator=""), doubt, marks, answers, is_person)


_LABELS: Mapping[str, Label] = MappingProxyType(
    {
        **PAGE_LABELS,
        **{label.text: label for label in _OWN},
        **{name: replace(PAGE_LABELS[page], text=name) for name, page in _OTHER_NAMES.items()},
    }
)
COLUMNS: Mapping[str, Column] = MappingProxyType(
    {fold(name): _column(label) for name, label in _LABELS.items()}
    | {fold(name): column for name, column in _PLACES.items()}
)

# the labels that only the export has, for those who guess what other registers mean
LABELS: tuple[Label, ...] = (
    *_OWN,
    *(column.label for column in _PLACES.values()),
    *(_LABELS[name] for name in _OTHER_NAMES),
)
_GIVEN = [*(c.label for c in COLUMNS.values()), *(c.answers for c in COLUMNS.values() if c.answers), NUMBER]
FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Process": frozenset(
            field
            for label in _GIVEN
            for part in PARTS.get(page_values.index if label.form is values.index else label.form, ("",))
            for field in (label.field + part, label.else_field)
            if field
        )
        | {SITE.field, SOURCE.field}
    }
)
