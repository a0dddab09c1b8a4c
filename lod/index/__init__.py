"""The index of a release: lists, facets, counts and search, filled by SPARQL, led by the shapes."""

from lod.index.choices import FacetValue
from lod.index.conditions import words
from lod.index.filling import build
from lod.index.reading import Cell, Index, Listing, Row

__all__ = ["Cell", "FacetValue", "Index", "Listing", "Row", "build", "words"]
