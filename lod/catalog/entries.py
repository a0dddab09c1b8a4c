"""What a catalogue holds, before it is written in any format: datasets, their distributions, who stands behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lod.ontology import Texts


@dataclass(frozen=True, slots=True)
class Agent:
    """Who publishes, or whose data they are.

    Args:
        iri: Its IRI.
        name: Its name.
        identifier: Its code, of the index of public administrations (IPA) where it has one.
        homepage: Its site, empty without.
        kind: IRI of what it is, empty without.
    """

    iri: str
    name: str
    identifier: str
    homepage: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One way to have a dataset.

    Args:
        iri: Its IRI.
        title: By language.
        description: By language.
        access: Where it is had.
        file_type: Code in the EU's table of file types.
        media_type: Of its content, empty where it is no file.
        download: Where the file is, empty where it is no file.
        compression: ``""``, ``gzip`` or ``zstd``.
        bytes: Size of the file.
        sha256: Checksum of the file, in hexadecimal.
        service: IRI of the service that gives it, empty without.
        is_fixed: Whether what is there never changes.
    """

    iri: str
    title: Texts
    description: Texts
    access: str
    file_type: str
    media_type: str = ""
    download: str = ""
    compression: str = ""
    bytes: int = 0
    sha256: str = ""
    service: str = ""
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset.

    Args:
        iri: Its IRI.
        identifier: Of the catalogue's own, with the publisher's code before it.
        title: By language.
        description: By language.
        keywords: By language.
        themes: IRIs of EU data themes.
        subjects: IRIs of EuroVoc concepts.
        spatial: IRIs of what it covers.
        languages: IRIs of EU languages.
        frequency: IRI of an EU frequency.
        holder: Whose data they are.
        licence: IRI of the licence.
        attribution: The words that the licence asks for, empty without.
        issued: Day of its first publication.
        modified: Day of its last change.
        version: Id of the release.
        landing: A page about it.
        distributions: The ways to have it.
        period: First and last day that it speaks of; empty without.
        records: How many records it holds.
        is_release: Whether it is one release of all there is, in the series of releases.
        previous: IRI of the version before it, empty without.
    """

    iri: str
    identifier: str
    title: Texts
    description: Texts
    keywords: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...]
    subjects: tuple[str, ...]
    spatial: tuple[str, ...]
    languages: tuple[str, ...]
    frequency: str
    holder: Agent
    licence: str
    attribution: str
    issued: str
    modified: str
    version: str
    landing: str
    distributions: tuple[Distribution, ...] = ()
    period: tuple[str, str] | tuple[()] = ()
    records: int = 0
    is_release: bool = False
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A way for programs to ask.

    Args:
        iri: Its IRI.
        title: By language.
        description: By language.
        endpoint: Where it is asked.
        described: Where it describes itself.
        standard: IRI of the standard that it follows.
    """

    iri: str
    title: Texts
    description: Texts
    endpoint: str
    described: str
    standard: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that there is.

    Args:
        iri: Its IRI.
        series: IRI of the series of releases.
        title: By language.
        description: By language.
        homepage: Of the catalogue.
        licence: IRI of its licence.
        issued: Day of the first release.
        modified: Day of the current release.
        frequency: IRI of an EU frequency.
        publisher: Who publishes.
        contact: Name, e-mail address and page of whom to write to.
        sources: The datasets of the sources.
        releases: The releases as datasets, newest first.
        services: The ways for programs to ask.
        is_demonstration: Whether nobody answers for it.
    """

    iri: str
    series: str
    title: Texts
    description: Texts
    homepage: str
    licence: str
    issued: str
    modified: str
    frequency: str
    publisher: Agent
    contact: Mapping[str, str]
    sources: tuple[Entry, ...] = ()
    releases: tuple[Entry, ...] = ()
    services: tuple[Service, ...] = field(default=())
    is_demonstration: bool = False

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All datasets, those of the sources first."""
        return (*self.sources, *self.releases)
