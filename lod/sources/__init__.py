"""The readers of registers: each turns files into records and knows no RDF."""

from lod.sources import datasets, reference
from lod.sources.base import AtEnd, Dropped, Fates, Given, Item, Reader, Received, Rejected

__all__ = [
    "AtEnd",
    "Dropped",
    "Fates",
    "Given",
    "Item",
    "Reader",
    "Received",
    "Rejected",
    "datasets",
    "reference",
]
