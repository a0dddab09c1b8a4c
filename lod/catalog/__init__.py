"""The catalogue of what is published: DCAT-AP, DCAT-AP_IT and VoID, made of a release and of the settings."""

from lod.catalog.composing import Version, composed
from lod.catalog.entries import Agent, Catalogue, Distribution, Entry, Service
from lod.catalog.facts import Facts, of_settings, read
from lod.catalog.statistics import Statistics, counted

__all__ = [
    "Agent",
    "Catalogue",
    "Distribution",
    "Entry",
    "Facts",
    "Service",
    "Statistics",
    "Version",
    "composed",
    "counted",
    "of_settings",
    "read",
]
