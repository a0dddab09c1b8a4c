"""Linking: names of places and bodies become IRIs, of the reference tables or minted, never guessed."""

from lod.linking.gazetteer import Gazetteer
from lod.linking.linker import Linker

__all__ = ["Gazetteer", "Linker"]
