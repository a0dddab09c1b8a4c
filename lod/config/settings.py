"""What can be set, with its defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lod.config.publishing import CatalogueSettings, Contact, Publisher
from lod.iris import W3ID

_PACKAGE = Path(__file__).resolve().parents[1]
# a wheel packs the folders inside the package; a checkout has them beside it
_HOME = _PACKAGE / "packed" if (_PACKAGE / "packed").is_dir() else _PACKAGE.parent


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One register to read.

    Args:
        name: How findings and the catalogue call it.
        kind: Which reader reads it (``osservatorio``, ``decidim``, ``register``).
        path: A file, or a folder of files.
        prefix: What its records' keys begin with (``er`` gives ``er-65``).
        licence: IRI of the licence of what we publish from it.
        publisher: Who keeps the register.
        attribution: The words that its licence asks for.
        profile: What describes the columns of a register of kind ``register``.
        title: What people call it; its name where this is empty.
        description: What it holds, by language; a sentence that says what all sources hold where this is empty.
        keywords: By language.
        themes: Codes of the EU's list of data themes.
        subjects: Numbers of EuroVoc concepts.
        spatial: IRIs of what it covers: EU authority tables, GeoNames.
        languages: Codes of the EU's list of languages.
        frequency: How often the source changes: a code of the EU's list of frequencies.
    """

    name: str
    kind: str
    path: Path
    prefix: str
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    publisher: str = ""
    attribution: str = ""
    profile: Path | None = None
    title: str = ""
    description: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "it": ("partecipazione", "processi partecipativi", "consultazioni pubbliche"),
            "en": ("participation", "participatory processes", "public consultations"),
        }
    )
    themes: tuple[str, ...] = ("GOVE",)
    subjects: tuple[str, ...] = ()
    spatial: tuple[str, ...] = ("http://publications.europa.eu/resource/authority/country/ITA",)
    languages: tuple[str, ...] = ("ITA",)
    frequency: str = "UNKNOWN"


OSSERVATORIO = SourceSettings(
    name="osservatorio",
    kind="osservatorio",
    path=_HOME / "data" / "sources" / "osservatorio",
    prefix="er",
    publisher="Regione Emilia-Romagna",
    attribution="Osservatorio Partecipazione \u2013 Regione Emilia-Romagna",
    title="Osservatorio Partecipazione",
    description={
        "it": "I processi partecipativi dell'Osservatorio Partecipazione della Regione Emilia-Romagna: titolare della "
        "decisione, territorio, durata, livello di partecipazione, finanziamenti ed esiti di ciascuno.",
        "en": "The participatory processes of the Osservatorio Partecipazione of Regione Emilia-Romagna: who decides, "
        "where, how long, at which level of participation, with which grants and outcomes.",
    },
    spatial=(
        "http://publications.europa.eu/resource/authority/country/ITA",
        "https://sws.geonames.org/3177401/",
    ),
)


# a register of 2,000 processes makes a tenth of it; rdflib reads some 60,000 a second
REREAD_STATEMENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, read once, at the door.

    Args:
        base_iri: What the data's IRIs start with; ends in ``/``.
        public_url: Where the site is reached by everyone, ends in ``/``; empty where that is `base_iri`.
        publisher: Who publishes; None makes a demonstration.
        contact: Whom to write to; None makes a demonstration.
        catalogue: What the catalogue says of itself.
        security_contact: Where to tell of a weakness, a ``mailto:`` or https address; empty for no ``security.txt``.
        site: Folder of the releases.
        sources: The registers to read.
        ontology_dir: Folder of ontology and vocabularies.
        shapes_dir: Folder of the shapes.
        reference_dir: Folder of places and public bodies.
        max_rejected: Largest share of records left out (0 to 1) before nothing is published.
        strict: Whether one rejected record is enough for that.
        max_withdrawn: Largest share of the records published before (0 to 1) that may be gone before nothing is
            published; a demonstration may lose all.
        kept_releases: How many releases are kept, the current one included; older ones go after the next build.
        reread_statements: How many statements of each dump that pyoxigraph has written rdflib reads, too, before a
            release is published; 0 for all.
        prerendered_bytes: How many bytes of documents, compressed, a build renders ahead for the server; 0 for none.
        host: Address that the server listens on.
        port: Port that it listens on.
        workers: Its processes, and those that examine the records of a build.
        endpoint: SPARQL endpoint to serve from, empty for the site's own store.
        query_timeout_s: Seconds that a query may take.
        max_answer_bytes: Largest answer to a query.
        max_rows: Solutions of the largest answer to a query.
        query_workers: How many queries each process of the server answers at once.
        max_waiting: How many more may wait in each process of the server.
        client_budget_s: Seconds of query time in a minute that one client has of each process of the server.
        allowed_services: Endpoints that a query may call (SERVICE).
        trusted_proxies: Reverse proxies before the server whose ``X-Forwarded-…`` headers count.
    """

    base_iri: str = W3ID
    public_url: str = ""
    publisher: Publisher | None = None
    contact: Contact | None = None
    catalogue: CatalogueSettings = field(default_factory=CatalogueSettings)
    security_contact: str = ""
    site: Path = Path("site")
    sources: tuple[SourceSettings, ...] = (OSSERVATORIO,)
    ontology_dir: Path = _HOME / "ontology"
    shapes_dir: Path = _HOME / "shapes"
    reference_dir: Path = _HOME / "data" / "reference"
    max_rejected: float = 0.05
    strict: bool = False
    max_withdrawn: float = 0.5
    kept_releases: int = 5
    reread_statements: int = REREAD_STATEMENTS
    prerendered_bytes: int = 100_000_000
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    endpoint: str = ""
    query_timeout_s: float = 10.0
    max_answer_bytes: int = 20_000_000
    max_rows: int = 100_000
    query_workers: int = 2
    max_waiting: int = 16
    client_budget_s: float = 30.0
    allowed_services: tuple[str, ...] = ()
    trusted_proxies: int = 0

    @property
    def is_demonstration(self) -> bool:
        """Whether nobody says who publishes: what is built then must not leave this machine."""
        return self.publisher is None or self.contact is None
