"""The readers of registers: each turns files into records and knows no RDF."""

from collections.abc import Mapping
from types import MappingProxyType

from lod.sources import osservatorio, reference
from lod.sources.base import Dropped, Item, Reader, Rejected

readers: Mapping[str, Reader] = MappingProxyType({"osservatorio": osservatorio.read})


def fields() -> Mapping[str, frozenset[str]]:
    """The fields that the readers' tables supply, by name of the node shape."""
    supplied: dict[str, frozenset[str]] = {}
    for table in (osservatorio.FIELDS, reference.FIELDS):
        for shape, names in table.items():
            supplied[shape] = supplied.get(shape, frozenset()) | names
    return supplied


def labels() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """How sources call the fields, by name of the node shape and path of the field."""
    found: dict[str, tuple[str, ...]] = {}
    for label in osservatorio.LABELS.values():
        name = ".".join(step.partition("[")[0] for step in label.field.split("."))
        found[name] = (*found.get(name, ()), label.text)
    return {"Process": found}


__all__ = ["Dropped", "Item", "Reader", "Rejected", "fields", "labels", "osservatorio", "readers", "reference"]
