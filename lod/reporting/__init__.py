"""Findings written down: JSON, CSV and SARIF for programs, a page for the officer."""

from lod.reporting.files import FORMATS, Log, logged, write_csv, write_sarif
from lod.reporting.page import page

__all__ = ["FORMATS", "Log", "logged", "page", "write_csv", "write_sarif"]
