"""The readers by name, and what their tables say together.

A module of its own: the server, which reads no source, starts sooner without what readers need.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from lod.config import SourceSettings
from lod.errors import SettingsError
from lod.sources import datasets, decidim, osservatorio, osservatorio_csv, reference, register
from lod.sources.base import Item, Reader, read_here

readers: Mapping[str, Reader] = MappingProxyType(
    {
        "osservatorio": lambda source: osservatorio.given(source.path, source.prefix),
        "osservatorio-csv": lambda source: osservatorio_csv.read(source.path, source.prefix),
        "decidim": lambda source: decidim.read(source.path, source.prefix),
        "register": lambda source: register.given(source.path, source.prefix, _profile(source)),
    }
)


def read(source: SourceSettings) -> Iterator[Item]:
    """What the reader of a source gives, all of it read in this process."""
    return read_here(readers[source.kind](source))


def named_fields(source: SourceSettings) -> Mapping[str, frozenset[str]]:
    """The fields that the settings of a source name, by name of the node shape: those of its profile.

    Raises:
        SettingsError: the profile is wrong.
    """
    return register.fields(_profile(source)) if source.kind == "register" else {}


def _profile(source: SourceSettings) -> Path:
    if source.profile is None:
        raise SettingsError(f"source {source.name}: profile is missing: the file that describes its columns")
    return source.profile


def fields() -> Mapping[str, frozenset[str]]:
    """The fields that the readers' tables supply, by name of the node shape."""
    supplied: dict[str, frozenset[str]] = {}
    for table in (osservatorio.FIELDS, osservatorio_csv.FIELDS, decidim.FIELDS, reference.FIELDS, datasets.FIELDS):
        for shape, names in table.items():
            supplied[shape] = supplied.get(shape, frozenset()) | names
    return supplied


def labels() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """How sources call the fields, by name of the node shape and path of the field."""
    found: dict[str, tuple[str, ...]] = {}
    for label in (*osservatorio.LABELS.values(), *osservatorio_csv.LABELS):
        name = ".".join(step.partition("[")[0] for step in label.field.split("."))
        found[name] = (*found.get(name, ()), label.text)
    for name, columns in decidim.labels().items():
        found[name] = (*found.get(name, ()), *columns)
    return {"Process": found}
