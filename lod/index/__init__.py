"""The index of a release: lists, facets, counts and search, filled by SPARQL, led by the shapes."""

from lod.index.filling import build
from lod.index.reading import Cell, FacetValue, Index, Listing, Row, words

__all__ = ["Cell", "FacetValue", "Index", "Listing", "Row", "build", "words"]
