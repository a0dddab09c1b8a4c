"""Any register: CSV, JSON, JSON Lines or Excel, read as its profile says."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from lod.sources import files
from lod.sources.base import Given, Item, read_here
from lod.sources.register import profile as profiles
from lod.sources.register.accounting import Use
from lod.sources.register.formats import SUFFIXES
from lod.sources.register.reading import Reading
from lod.sources.seen import Seen

__all__ = ["Use", "coverage", "fields", "given", "read"]


def read(path: Path, prefix: str, profile: Path) -> Iterator[Item]:
    """The records of a file, or of all files of a folder that are made alike.

    Args:
        path: File or folder.
        prefix: What keys begin with (``pc``).
        profile: The TOML file that describes the register, see `profile.Profile`.

    Raises:
        SettingsError: there is nothing at *path*, or the profile is wrong.
    """
    return read_here(given(path, prefix, profile))


def given(path: Path, prefix: str, profile: Path) -> Iterator[Given]:
    """What `read` gives, its rows told apart and not read yet.

    Args:
        path: As of `read`.
        prefix: As of `read`.
        profile: As of `read`.

    Raises:
        SettingsError: as `read`.
    """
    with Seen() as keys:
        yield from _given(path, profile, Reading(prefix, profiles.load(profile), keys))


def fields(profile: Path) -> Mapping[str, frozenset[str]]:
    """The fields that a profile supplies, by name of the node shape.

    Raises:
        SettingsError: the profile is wrong.
    """
    return profiles.load(profile).fields


def coverage(path: Path, prefix: str, profile: Path) -> tuple[Use, ...]:
    """What became of every value: one account a column, in the order of the file.

    Args:
        path: As of `read`.
        prefix: As of `read`.
        profile: As of `read`.

    Raises:
        SettingsError: as `read`.
    """
    with Seen() as keys:
        reading = Reading(prefix, profiles.load(profile), keys)
        for _ in read_here(_given(path, profile, reading)):
            pass
    return reading.account.uses()


def _given(path: Path, profile: Path, reading: Reading) -> Iterator[Given]:
    """What all files give, the profile aside where it stands among them."""
    for file, name in files.found(path, SUFFIXES, f"no register ({', '.join(sorted(SUFFIXES))})"):
        if file != profile:
            yield from reading.given(file, name)
