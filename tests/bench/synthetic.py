"""Synthetic records of the Osservatorio: they look like real ones, have some 60 triples, and follow from a seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from lod.sources.gathered import Reference
from lod.sources.osservatorio import LABELS
from lod.sources.reference import NAME

FIRST_NUMBER = 10_001
ADDRESS = "https://www.osservatoriopartecipazione.it/scheda-processo/"
EMPTY = "_empty_labels"
NOT_CAPTURED = "isPrimaryTopicOf.notCaptured"
UNMAPPED = "isPrimaryTopicOf.unmapped"

_TEXT = (
    "percorso partecipato cittadini comunità territorio quartiere piazza verde scuola giovani «patto» di il la e "
    "per un’idea progettazione città-pubblica è già più laboratorio bilancio rigenerazione dell’area "
    "ex-stazione incontri, tavolo; "
    'mobilità energia acqua "beni comuni" (Unione) l\'ascolto facilitatori cultura che nella con gli abitanti '
    "parco fiume sicurezza salute anziani spazi pubblici dei delle sul tema proposta condivisa assemblea questionario "
    "gruppo lavoro"
)
_WORDS = _TEXT.split()
_NUMBERS = ("2019", "15.000", "prot. 1234/2020", "40%", "12/05/2021", "art. 18")
_ANSWERS = ("Si", "No", "Non indicato o dato non disponibile nelle fonti consultate")
_BONUS = ("Si", "No", "Non previsto come premialità nel bando di riferimento")
_KINDS = ("Singoli cittadini", "Gruppi di cittadini (non specificati)", "Soggetti privati (non specificati)")
_DUTIES = ("Monitoraggio degli esiti del processo", "Supervisione del corretto svolgimento del processo")
_TYPES = ("Partecipazione volontaria", "Partecipazione regolata da norme di settore")
_NATURES = ("Processo certificato e finanziato", "Processo certificato non finanziato", "Processo non certificato")
_LEVELS = ("INFORMAZIONE", "CONSULTAZIONE", "PROGETTAZIONE PARTECIPATA", "EMPOWERMENT")
_PROSE = ("Design del processo partecipativo", "Obiettivi", "Risultati Attesi", "Risultati conseguiti")
_BONUSES = ("Progetto in materia di transizione ecologica", "Bonus Parità di Genere", "Bonus Accessibilità")
_EMPTY_LABELS = ("Ambito di intervento", "Tematica specifica", "Logo", "Anno di avvio")
_ASSOCIATIONS = 4_000
_SHORT = 10
_SHARE_WITH_NUMBERS = 0.3


@dataclass(frozen=True, slots=True)
class Synthetic:
    """One record, as the source writes it and as it is meant.

    Args:
        number: Number of the record.
        received: What the source writes, by label.
        empty: Labels whose value did not reach us.
        said: What it means, by field: canonical forms, codes and names as the source spells them.
    """

    number: int
    received: Mapping[str, str]
    empty: tuple[str, ...]
    said: Mapping[str, list[str]]


def records(count: int, reference: Reference, seed: int = 1) -> Iterator[Synthetic]:
    """*count* records, always the same for a *seed*; fewer of them are the first of more."""
    random = Random(seed)  # noqa: S311  # what repeats itself is wanted
    places = [place for place in reference.places.values() if place.body and not place.successor]
    holders = {place.key: reference.records[place.body].fields[NAME][0].lexical for place in places}
    for number in range(FIRST_NUMBER, FIRST_NUMBER + count):
        making = _Making(random, number)
        chosen = random.sample(places, random.choice((1, 1, 1, 2, 5)))
        making.process()
        making.management([holders[place.key] for place in chosen], chosen[0].name)
        making.features([place.name for place in chosen])
        yield Synthetic(number, making.received, making.empty, making.said)


class _Making:
    """One record under way."""

    def __init__(self, random: Random, number: int) -> None:
        self.random = random
        self.number = number
        self.received: dict[str, str] = {}
        self.said: dict[str, list[str]] = {"isPrimaryTopicOf.wasDerivedFrom": [f"{ADDRESS}{number}"]}
        self.empty = tuple(random.sample(_EMPTY_LABELS, 2))
        self.said[NOT_CAPTURED] = list(self.empty)

    def put(self, label: str, received: str, *said: str) -> None:
        """Notes one label: what is written, and what is meant where that differs."""
        self.received[label] = received
        self.said[LABELS[label].field] = list(said or (received,))

    def process(self) -> None:
        """Title, state, money, dates."""
        random = self.random
        title = f"{self._text(6)} {self.number}"
        self.received["title"], self.said["title"] = title, [title]
        self.put("Stato di avanzamento", random.choice(("Concluso", "In corso", "Progetto")))
        self.put("Natura Processo", random.choice(_NATURES))
        start = date(2010, 1, 1) + timedelta(random.randrange(5_000))
        months = random.randrange(3, 40)
        end = start + timedelta(months * 30)
        for label, day in (("Data inizio del processo", start), ("Data fine del processo", end)):
            self.put(label, f"{day:%d/%m/%Y}", day.isoformat())
        self.put("Anno della certificazione", str(start.year))
        self.put("Anno di chiusura", str(end.year))
        self.put("Durata (mesi)", str(months))
        grant = random.randrange(5_000, 15_000, 50)
        self._money("Importo finanziato dal Bando", grant)
        self._money("Costo complessivo del processo", grant + random.randrange(5_000))
        self.put("Percentuale Cofinanziamento", f"{random.randrange(10, 40)},{random.randrange(1, 10)}")
        self.said["cofundingPercent"] = [self.received["Percentuale Cofinanziamento"].replace(",", ".")]
        self.put("Cofinanziamento altri soggetti", random.choice(_BONUS))
        if random.random() < 0.02:
            self.received["Anno Finanziamento"] = "nel corso dell'anno"
            self.said[UNMAPPED] = ["Anno Finanziamento: nel corso dell'anno"]
        else:
            self.put("Anno Finanziamento", str(start.year))

    def management(self, holders: list[str], town: str) -> None:
        """Who decides, who manages, who takes part, and where."""
        random = self.random
        self.put("Titolari della decisione", " / ".join(holders), *holders)
        self.put("Struttura responsabile del processo", f"Ufficio {self._text(3)}")
        street, code = f"Via {self._text(2)}, {random.randrange(1, 300)}", f"{random.randrange(40_000, 48_999)}"
        self.put("Indirizzo", f"{street}, {code} {town}")
        field = LABELS["Indirizzo"].field
        self.said |= {f"{field}.fullAddress": self.said.pop(field), f"{field}.postCode": [code]}
        self.said[f"{field}.postName"] = [town]
        bodies = [f"Associazione Insieme {random.randrange(_ASSOCIATIONS)}" for _ in range(random.choice((0, 1, 3)))]
        bodies = list(dict.fromkeys(bodies))
        if bodies:
            self.put("Soggetti esterni", " / ".join(bodies), *bodies)
        for label, among, mark in (
            ("Partecipanti", _KINDS, " / "),
            ("Comitato di Garanzia locale - Funzioni assegnate", _DUTIES, ", "),
        ):
            chosen = random.sample(among, random.randrange(1, len(among) + 1))
            self.put(label, mark.join(chosen), *chosen)
        self.put("Mappa", f"media/odp_files/{self.number}.jpg")

    def features(self, places: list[str]) -> None:
        """Where, how, what came of it, and who says so."""
        random = self.random
        self.received["Territorio Interessato"], self.said["spatial"] = " / ".join(places), places
        self.put("Tipo di partecipazione", random.choice(_TYPES))
        self.put("Numero partecipanti (stimate o effettive)", str(random.randrange(10, 2_000)))
        self.put("Codecisione", random.choice(("Sì", "No")))
        for label in ("Presenza femminile rilevata", "Conciliazione tempi di vita e lavoro"):
            self.put(label, random.choice(_ANSWERS))
        self.put("Utilizzo di piattaforme tecnologiche e strumenti digitali", random.choice(_ANSWERS))
        for label in _PROSE:
            self.put(label, self._text(random.randrange(15, 80)))
        if random.random() < 0.01:
            label, text = _PROSE[0], self.received[_PROSE[0]]
            self.put(label, f"{text} Scrivere a ufficio.{self.number}@comune.example.it", f"{text} Scrivere a [e-mail]")
        level = random.choice(_LEVELS)
        self.put("Livello di partecipazione", level)
        index = random.randrange(1, 31)
        self.put("Indice di partecipazione", f"{index} / 30", str(index))
        self.said["participationIndexMax"] = ["30"]
        for label in _BONUSES:
            self.put(label, random.choice(_BONUS))
        self.put("Processo segnalato da", "Osservatorio Partecipazione")
        day = date(2020, 1, 1) + timedelta(random.randrange(1_500))
        self.put("Data ultima modifica", f"{day:%d/%m/%Y}", day.isoformat())

    def _money(self, label: str, euro: int) -> None:
        self.put(label, f"{euro:,}".replace(",", ".") + ",00 €", str(euro))

    def _text(self, words: int) -> str:
        chosen = self.random.choices(_WORDS, k=words)
        if words > _SHORT and self.random.random() < _SHARE_WITH_NUMBERS:
            chosen[words // 2] = self.random.choice(_NUMBERS)
        return " ".join(chosen)
