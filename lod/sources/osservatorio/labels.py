"""THE table of the Osservatorio: its closed list of labels, and the field that each supplies."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lod.sentences import Sentence
from lod.sources.osservatorio import values
from lod.sources.osservatorio.values import Form


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a record page.

    Args:
        text: As the page writes it.
        field: Ontology name of the field.
        form: How its values are written.
        separator: What stands between the members of a list; empty for a single value.
        datatype: XSD datatype where the field allows several.
        else_field: Field that the value also gives where no other label does (a year where there is no day).
        shows: What its value is on a page where it is no text: ``link`` or ``image``; empty otherwise.
    """

    text: str
    field: str
    form: Form = values.words
    separator: str = ""
    datatype: str = ""
    else_field: str = ""
    shows: str = ""

    @property
    def is_prose(self) -> bool:
        """Whether its value may take many lines."""
        return self.form is values.prose


BANNER = "Regione Emilia-Romagna"
_CALL = "Hai gestito, partecipato o hai info su questo processo?"
BUTTON = "Integra le informazioni"
# the call as pages have it: one line, or a sentence and a button
CALLS = (f"{_CALL} {BUTTON}", _CALL)
SITE_NAMES = (BANNER, "Osservatorio Partecipazione")
# what a badge says where the nature is missing; then the natures that it goes with, as words or as codes
BADGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Certificato": ("Processo certificato", "Processo certificato non finanziato"),
        "CertificatoFinanziato": ("Processo certificato e finanziato", "Processo certificato e finanziato", "CF"),
    }
)
# part of the address of a process outside the register's own region
ELSEWHERE = "/italia/"
SOURCE_LINE = "#source "
MODIFIED = "Data ultima modifica:"
TERRITORY = "Territorio Interessato"
MAPS = ("Mappa", "Mappa di Impatto")

GROUPS = frozenset(
    {
        "Processo",
        "Gestione di Processo",
        TERRITORY,
        "Caratteristiche",
        "Obiettivi e Risultati",
        "Premialità Tecniche",
        "Bonus assegnati al Processo",
        "Crediti",
    }
)

TITLE = Label(Sentence("(title)"), "title")
NUMBER = Label("(number)", "identifier")
SOURCE = Label("#source", "isPrimaryTopicOf.wasDerivedFrom")
LAWS = Label("Legge di riferimento", "legalBasis", separator="; ")
NATURE = Label("Natura Processo", "nature")
MUNICIPALITIES = Label(TERRITORY, "spatial", separator=" / ")
REPORTER = Label("Processo segnalato da", "isPrimaryTopicOf.reportedBy")

_MONEY, _PERCENT, _DAY, _YEAR = values.money, values.percent, values.day, values.year
_WHOLE, _PROSE = values.whole, values.prose
_AND = " / "

_ALL = (
    Label("Stato di avanzamento", "status"),
    Label("Link", "page", shows="link"),
    Label("Logo", "logo", shows="image"),
    NATURE,
    Label("Anno della certificazione", "certificationYear", _YEAR),
    Label("Anno Finanziamento", "fundingYear", _YEAR),
    Label("Importo finanziato dal Bando", "grantAmount", _MONEY),
    Label("Cofinanziamento altri soggetti", "cofunded"),
    Label("Percentuale Cofinanziamento", "cofundingPercent", _PERCENT),
    Label("Costo complessivo del processo", "totalCost", _MONEY),
    Label("Anno di avvio", "startYear", _YEAR, else_field="temporal.startDate"),
    Label("Anno di chiusura", "endYear", _YEAR, else_field="temporal.endDate"),
    Label("Data inizio del processo", "temporal.startDate", _DAY, datatype="date"),
    Label("Data inizio", "temporal.startDate", _DAY, datatype="date"),
    Label("Data fine del processo", "temporal.endDate", _DAY, datatype="date"),
    Label("Data fine", "temporal.endDate", _DAY, datatype="date"),
    Label("Durata (mesi)", "durationMonths", _WHOLE),
    Label("Richiesta e concessione della proroga", "extensionGranted"),
    Label("Soggetto beneficiario dei contributi", "grantee", separator=_AND),
    Label("Comitato di Garanzia locale", "guaranteeCommittee", _PROSE),
    Label("Comitato di Garanzia locale - Funzioni assegnate", "guaranteeFunction", separator=", "),
    Label("Comitato di Garanzia locale - Altre Funzioni Assegnate", "otherGuaranteeFunction", _PROSE),
    Label("Comitato di Pilotaggio", "steeringCommittee", _PROSE),
    Label("Tavolo di Negoziazione", "negotiationTable", _PROSE),
    Label("Struttura responsabile del processo", "managedBy.prefLabel"),
    Label("Indirizzo", "managedBy.address", values.address),
    Label("Titolari della decisione", "decisionHolder", separator=_AND),
    Label("Proponente", "proponent", separator=_AND),
    Label("Promotori", "promoter", separator=_AND),
    Label("Soggetti esterni", "externalSubject", separator=_AND),
    Label("Partecipanti", "participantKind", separator=_AND),
    Label("Mappa", "mapImage", shows="image"),
    Label("Mappa di Impatto", "mapImage", shows="image"),
    Label("Ambito di intervento", "policyArea"),
    Label("Tematica specifica", "specificTopic"),
    Label("Tipo di partecipazione", "participationType"),
    LAWS,
    Label("Codecisione", "coDecision"),
    Label("Design del processo partecipativo", "processDesign", _PROSE),
    Label("Fasi del percorso", "processDesign", _PROSE),
    Label("Utilizzo di piattaforme tecnologiche e strumenti digitali", "digitalTools"),
    Label("Numero partecipanti (stimate o effettive)", "participantCount", _WHOLE),
    Label("Numero persone partecipanti (stimate o effettive)", "participantCount", _WHOLE),
    Label("Presenza femminile rilevata", "femalePresence"),
    Label("Tra i soggetti partecipanti si registra la presenza femminile", "femalePresence"),
    Label("Riscontro della prevalenza di genere fra i partecipanti", "genderPrevalence"),
    Label("Conciliazione tempi di vita e lavoro", "workLifeBalance"),
    Label(
        "Conciliazione con tempi di vita e lavoro dei partecipanti nella gestione del processo",
        "workLifeBalance",
    ),
    Label("Figure Professionali", "professionalFigure", separator=_AND),
    Label("Obiettivi", "objectives", _PROSE),
    Label("Risultati Attesi", "expectedResults", _PROSE),
    Label("Risultati conseguiti", "achievedResults", _PROSE),
    Label("Documenti di proposta partecipata approvati al termine del processo", "proposalDocumentsApproved"),
    Label("Livello di partecipazione", "participationLevel"),
    Label("Indice di partecipazione", "participationIndex", values.index),
    Label("Progetto in materia di transizione ecologica", "assessment[transizione-ecologica].outcome"),
    Label("Bonus Giovani", "assessment[giovani].outcome"),
    Label("Bonus Parità di Genere", "assessment[parita-genere].outcome"),
    Label("Bonus Accessibilità", "assessment[accessibilita].outcome"),
    Label("Bonus Integrazione di Politiche", "assessment[integrazione-politiche].outcome"),
    REPORTER,
    Label(MODIFIED.removesuffix(":"), "isPrimaryTopicOf.modified", _DAY),
)

# where a page shows the definitions of its fields: codes of fields whose label is not known
CODES: Mapping[str, Label] = MappingProxyType(
    {"CERT_ART18_LR15_2018": Label("CERT_ART18_LR15_2018", "qualityCertification")}
)
LABELS: Mapping[str, Label] = MappingProxyType({label.text: label for label in _ALL})

# what one value gives: what follows the name of the field
PARTS: Mapping[Form, tuple[str, ...]] = {
    values.index: ("", "Max"),
    values.address: (".fullAddress", ".postCode", ".postName"),
}
_FIELDS = {
    name
    for label in (*_ALL, *CODES.values(), TITLE, NUMBER, SOURCE, MUNICIPALITIES)
    for part in PARTS.get(label.form, ("",))
    for name in (label.field + part, label.else_field)
    if name
}
FIELDS: Mapping[str, frozenset[str]] = MappingProxyType({"Process": frozenset(_FIELDS)})
