"""A row as it is kept to the letter, without what is dropped."""

import json

from lod.sources.base import PERSONAL_DATA
from lod.sources.markup import plain
from lod.sources.persons import without_names
from lod.sources.register.profile import Profile
from lod.sources.register.rows import Row
from lod.sources.text import cleaned

REMOVED = "[[dropped: {}]]"


def raw_of(row: Row, profile: Profile) -> str:
    """*row* as a JSON object, without the values of columns that are dropped."""
    dropped = {name: REMOVED.format(column.drop) for name, column in profile.columns.items() if column.drop}
    texts = {name: [cleaned(cell.text)[0] for cell in cells] for name, cells in row.cells.items()}
    dropped |= {name: REMOVED.format(PERSONAL_DATA) for name in row.cells if _names_persons(row, name, profile)}
    shown = {name: dropped.get(name, several[0] if len(several) == 1 else several) for name, several in texts.items()}
    return json.dumps(shown, ensure_ascii=False)


def _names_persons(row: Row, name: str, profile: Profile) -> bool:
    """Whether persons stand in a cell of a column that lists organisations."""
    column = profile.columns.get(name)
    if column is None or not column.lists_bodies:
        return False
    return any(without_names(plain(cell.text))[1] for cell in row.cells[name])
