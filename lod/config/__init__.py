"""The settings: defaults, then a TOML file, then the environment (``LOD_*``), then options."""

from lod.config.choosing import only, with_paths
from lod.config.loading import load
from lod.config.publishing import (
    EXAMPLE_CONTACT,
    EXAMPLE_PUBLISHER,
    CatalogueSettings,
    Contact,
    Publisher,
    is_this_machine,
)
from lod.config.settings import OSSERVATORIO, REREAD_STATEMENTS, Settings, SourceSettings

__all__ = [
    "EXAMPLE_CONTACT",
    "EXAMPLE_PUBLISHER",
    "OSSERVATORIO",
    "REREAD_STATEMENTS",
    "CatalogueSettings",
    "Contact",
    "Publisher",
    "Settings",
    "SourceSettings",
    "is_this_machine",
    "load",
    "only",
    "with_paths",
]
