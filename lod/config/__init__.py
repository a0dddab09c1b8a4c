"""The settings: defaults, then a TOML file, then the environment (``LOD_*``), then options."""

from lod.config.choosing import only, with_paths
from lod.config.loading import load
from lod.config.settings import OSSERVATORIO, Settings, SourceSettings

__all__ = ["OSSERVATORIO", "Settings", "SourceSettings", "load", "only", "with_paths"]
