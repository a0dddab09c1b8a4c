"""The dumps of a release: all that it says as files, the same bytes for the same release."""

from lod.dumps.belonging import Belonging, kinds_of_records
from lod.dumps.files import FOLDER, Dump, Part
from lod.dumps.making import SUMS, Making, make

__all__ = ["FOLDER", "SUMS", "Belonging", "Dump", "Making", "Part", "kinds_of_records", "make"]
