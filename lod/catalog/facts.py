"""The facts that a release keeps for its catalogue: the settings as they were, and its figures."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from lod.catalog.statistics import Statistics
from lod.config import (
    EXAMPLE_CONTACT,
    EXAMPLE_PUBLISHER,
    CatalogueSettings,
    Contact,
    Publisher,
    Settings,
    SourceSettings,
)
from lod.errors import ReleaseError

_LISTS = ("themes", "subjects", "spatial", "languages")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the catalogue says of one source.

    Args:
        name: Its name, the key of its dataset.
        title: What people call it.
        prefix: What its records' keys begin with.
        licence: IRI of its licence.
        attribution: The words that the licence asks for.
        frequency: Code of the EU's list.
        description: By language.
        keywords: By language.
        themes: Codes of the EU's list.
        subjects: Numbers of EuroVoc.
        spatial: IRIs of what it covers.
        languages: Codes of the EU's list.
        holder_iri: IRI of who keeps it, empty where nobody is named.
        holder_name: Its name.
    """

    name: str
    title: str
    prefix: str
    licence: str
    attribution: str
    frequency: str
    description: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...]
    subjects: tuple[str, ...]
    spatial: tuple[str, ...]
    languages: tuple[str, ...]
    holder_iri: str = ""
    holder_name: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a catalogue is made of, beside the releases that are kept.

    Args:
        public_url: Where the site is reached by everyone, ends in ``/``.
        publisher: Who publishes.
        contact: Whom to write to.
        catalogue: What the catalogue says of itself.
        sources: What it says of each source.
        statistics: The figures of the release.
        is_demonstration: Whether publisher and contact are only examples.
    """

    public_url: str
    publisher: Publisher
    contact: Contact
    catalogue: CatalogueSettings
    sources: tuple[SourceFacts, ...]
    statistics: Statistics
    is_demonstration: bool

    def write(self, path: Path) -> None:
        """Writes them as JSON."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True)
        path.write_text(text + "\n", "utf-8")


def of_settings(settings: Settings, statistics: Statistics, holders: Mapping[str, str]) -> Facts:
    """The facts of a build.

    Args:
        settings: The settings.
        statistics: The figures of the release.
        holders: IRI of who keeps a source, by its name.
    """
    return Facts(
        settings.public_url or settings.base_iri,
        settings.publisher or EXAMPLE_PUBLISHER,
        settings.contact or EXAMPLE_CONTACT,
        settings.catalogue,
        tuple(_of_source(source, holders.get(source.name, "")) for source in settings.sources),
        statistics,
        settings.is_demonstration,
    )


def read(path: Path) -> Facts | None:
    """The facts in a file that `Facts.write` made; None where there is none, as in releases of an older version.

    Raises:
        ReleaseError: the file is damaged.
    """
    try:
        return _of_file(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path}: not a whole release: {error}") from error


def _of_file(said: Mapping[str, Any]) -> Facts:
    made = {
        "publisher": Publisher(**said["publisher"]),
        "contact": Contact(**said["contact"]),
        "catalogue": CatalogueSettings(**said["catalogue"]),
        "sources": tuple(_of_json(source) for source in said["sources"]),
        "statistics": Statistics.of_json(said["statistics"]),
    }
    return Facts(**{**said, **made})


def _of_source(source: SourceSettings, holder: str) -> SourceFacts:
    named: dict[str, Any] = {
        "title": source.title or source.name,
        "holder_iri": holder,
        "holder_name": source.publisher,
    }
    return SourceFacts(**{f.name: named.get(f.name, getattr(source, f.name, "")) for f in fields(SourceFacts)})


def _of_json(said: Mapping[str, Any]) -> SourceFacts:
    lists = {name: tuple(said[name]) for name in _LISTS}
    keywords = {language: tuple(words) for language, words in said["keywords"].items()}
    return SourceFacts(**{**said, **lists, "keywords": keywords})
