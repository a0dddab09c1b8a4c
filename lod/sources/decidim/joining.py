"""A process made whole: its phases and meetings, each with its own file and lines, and the group that it is in."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lod.names import minted_key
from lod.record import Record, Unread, Value

_GROUP = "isPartOf"
_GROUP_NUMBER = f"{_GROUP}.identifier"
_SOURCE_PAGE = "isPrimaryTopicOf.wasDerivedFrom"
_PAGE = "page"

Fields = dict[str, tuple[Value, ...]]
# where a part stands in its process (``meeting``), what tells it apart there, and the part
Part = tuple[str, str, Record]


def joined(process: Record, parts: Iterable[Part], prefix: str) -> Record:
    """*process* with *parts*, and with its group under a key of its own.

    Args:
        process: The record of its row.
        parts: The records of the rows that are of it.
        prefix: What keys of groups begin with.
    """
    fields, unread = _grouped(process, prefix)
    # the platform's page is where the description comes from, and where people take part
    if _SOURCE_PAGE in fields:
        fields[_PAGE] = fields[_SOURCE_PAGE]
    raw = [process.raw]
    for name, number, part in parts:
        for field, values in part.fields.items():
            fields[f"{name}[{number}].{field}"] = tuple(v._replace(file=part.origin.file) for v in values)
        unread.extend(one._replace(file=part.origin.file) for one in part.unread)
        raw.append(part.raw)
    return replace(process, fields=fields, unread=tuple(unread), raw="\n".join(raw))


def _grouped(process: Record, prefix: str) -> tuple[Fields, list[Unread]]:
    """The fields, those of a group under its key; without a number of the group what is said of it is unread."""
    fields = dict(process.fields)
    unread = list(process.unread)
    numbers = [minted_key(value.lexical) for value in fields.get(_GROUP_NUMBER, ())]
    for field in [field for field in fields if field.startswith(f"{_GROUP}.")]:
        values = fields.pop(field)
        if numbers and numbers[0]:
            fields[f"{_GROUP}[{prefix}-{numbers[0]}]{field.removeprefix(_GROUP)}"] = values
        else:
            unread.extend(_unread(values))
    return fields, unread


def _unread(values: Iterable[Value]) -> Iterator[Unread]:
    return (Unread(value.label, value.received, value.line, value.file) for value in values)
