"""The dumps of a release: all that it says as files, the same bytes for the same release."""

from lod.dumps.making import FOLDER, SUMS, Dump, Making, make

__all__ = ["FOLDER", "SUMS", "Dump", "Making", "make"]
