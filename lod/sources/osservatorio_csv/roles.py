"""What each column of the export is there for: numbers, addresses, values, and what leads to persons."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from lod.names import fold
from lod.sources.osservatorio.rows import number_of
from lod.sources.osservatorio_csv import values
from lod.sources.osservatorio_csv.columns import COLUMNS
from lod.sources.persons import is_of_person
from lod.sources.text import cleaned


class Role(StrEnum):
    """What a column is there for."""

    NUMBER = "number"  # the record's number
    LINK = "link"  # an address, perhaps that of the record's page
    VALUE = "value"  # a field: it is in `COLUMNS`
    DROPPED = "dropped"  # users
    PERSON = "person"  # by its name persons: only organisations are kept
    UNKNOWN = "unknown"


_NUMBERS = ("Id", "Codice", "Numero", "Id processo", "Id scheda", "Codice processo", "Numero processo", "Numero scheda")
_LINKS = ("Link", "Url", "Scheda", "Link scheda", "Url scheda", "Scheda processo", "Link scheda processo", "Pagina")
_USERS = ("Utente creazione", "Utente modifica")
_ROLES: Mapping[str, Role] = MappingProxyType(
    dict.fromkeys(COLUMNS, Role.VALUE)
    | {fold(name): Role.NUMBER for name in _NUMBERS}
    | {fold(name): Role.LINK for name in _LINKS}
    | {fold(name): Role.DROPPED for name in _USERS}
)


@lru_cache(maxsize=2_000)
def role(name: str) -> Role:
    """What a column of this name is there for."""
    return _ROLES.get(fold(name)) or (Role.PERSON if is_of_person(name) else Role.UNKNOWN)


@lru_cache(maxsize=2_000)
def is_personal(name: str) -> bool:
    """Whether values of a column of this name may say who a person is."""
    column = COLUMNS.get(fold(name))
    return role(name) in (Role.DROPPED, Role.PERSON) or (column is not None and column.is_person)


def is_plausible(name: str, text: str) -> bool:
    """Whether *text* can be what a column of this name holds: a number, a year, a day; of others nothing is known."""
    kept = cleaned(text)[0].strip()
    if not kept or values.is_null(kept) or values.is_perhaps_null(kept):
        return True
    if role(name) is Role.NUMBER:
        return number_of(kept) is not None
    column = COLUMNS.get(fold(name))
    try:
        return column is None or bool(column.label_of(kept, name).form(kept))
    except ValueError:
        return False
