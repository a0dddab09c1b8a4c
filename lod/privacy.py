"""Privacy: what leads to a person is masked wherever a source says it, in values, names, findings, what is rejected."""

import re
from collections.abc import Container
from dataclasses import replace

from lod.findings import Code, Finding, Severity
from lod.masking import KINDS, blanked, is_numeric, is_suspect, leads_to_person, masked, named
from lod.record import Record, Unread, Value, path_of
from lod.sentences import Sentence
from lod.sources.base import Dropped, Item, Rejected

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:\S{1,2000}")

# no pattern goes over it
_BETWEEN = "\x00\n"
# what is shown of a value is much shorter, masks or not
_MAX_TOLD_CHARACTERS = 20_000


def protected(record: Record, texts: Container[str]) -> tuple[Record, list[Finding]]:
    """*record* with its values masked, and a finding for each value that was; none of them repeats what it was.

    An address of the web with a contact in it is no address once it is masked: it is kept as unread.

    Args:
        record: The record.
        texts: The fields that hold texts or names, by path; in others what is but a number is left alone.
    """
    # most records hold nothing of the kind: this look is on the way of each, hence the plain lists
    said = [one.text for one in record.unread]
    for name, several in record.fields.items():
        holds_texts = path_of(name) in texts
        for value in several:
            if holds_texts or not is_numeric(value.lexical):
                said.append(value.lexical)
                if value.text:
                    said.append(value.text)
    if not is_suspect(_BETWEEN.join(said)):
        return record, []
    suspects = frozenset(filter(is_suspect, said))
    findings: list[Finding] = []
    fields: dict[str, tuple[Value, ...]] = {}
    moved: list[Unread] = []
    for name, values in record.fields.items():
        if all(value.lexical not in suspects and value.text not in suspects for value in values):
            fields[name] = values
            continue
        kept = [
            _value(record, name, v, findings) if path_of(name) in texts else _other(record, name, v, findings)
            for v in values
        ]
        moved += (one for one in kept if isinstance(one, Unread))
        left = tuple(one for one in kept if isinstance(one, Value))
        if left:
            fields[name] = left
    unread = tuple(_unread(record, one, findings) for one in record.unread)
    return replace(record, fields=fields, unread=(*unread, *moved)), findings


def apart(item: Item) -> Item:
    """*item* without what leads to a person in names of files and columns, in what it tells and in what it keeps."""
    if isinstance(item, Record):
        return _renamed(item)
    if isinstance(item, Finding):
        return silenced(item)
    if isinstance(item, Rejected):
        return Rejected(named(item.name), blanked(item.raw), silenced(item.finding))
    return Dropped(named(item.file), named(item.label), item.reason, item.values)


def silenced(finding: Finding) -> Finding:
    """*finding* without what leads to a person in what it says and repeats."""
    said = (finding.origin.file, finding.field, finding.value[:_MAX_TOLD_CHARACTERS])
    file, field, value = silent = tuple(map(named, said))
    message, expected = finding.message.altered(named), finding.expected.altered(named)
    is_same = silent == said and (message, expected) == (finding.message, finding.expected)
    if is_same and len(finding.value) <= _MAX_TOLD_CHARACTERS:
        return finding
    origin = finding.origin._replace(file=file)
    return replace(finding, message=message, origin=origin, field=field, value=value, expected=expected)


def _value(record: Record, field: str, value: Value, findings: list[Finding]) -> Value:
    lexical, kinds = masked(value.lexical)
    if not kinds:
        return value if value.text in ("", value.lexical) else value._replace(text=masked(value.text)[0])
    findings.append(_finding(record, field, value, kinds))
    return value._replace(lexical=lexical, text=masked(value.text)[0])


def _other(record: Record, field: str, value: Value, findings: list[Finding]) -> Value | Unread:
    """*value* of a field that holds no text: masked, or kept as unread."""
    if is_numeric(value.lexical) or not leads_to_person(value.lexical):
        return value if value.text in ("", value.lexical) else value._replace(text=masked(value.text)[0])
    kept = _value(record, field, value, findings)
    if kept.lexical != value.lexical and _IRI.fullmatch(value.lexical):
        return Unread(value.label, kept.lexical, value.line, value.file)
    return kept


def _renamed(record: Record) -> Record:
    """*record*, the names of its files and labels masked."""
    values = [v for several in record.fields.values() for v in several]
    said: list[Value | Unread] = [*values, *record.unread, *record.not_captured]
    names = {record.origin.file, *(one.label for one in said), *(one.file for one in said)}
    if all(named(name) == name for name in names):
        return record
    fields = {
        name: tuple(v._replace(label=named(v.label), file=named(v.file)) for v in several)
        for name, several in record.fields.items()
    }
    unread, missing = (
        tuple(one._replace(label=named(one.label), file=named(one.file)) for one in several)
        for several in (record.unread, record.not_captured)
    )
    origin = record.origin._replace(file=named(record.origin.file))
    return replace(record, origin=origin, fields=fields, unread=unread, not_captured=missing)


def _unread(record: Record, unread: Unread, findings: list[Finding]) -> Unread:
    text, kinds = masked(unread.text)
    if not kinds:
        return unread
    findings.append(_finding(record, unread.label, unread, kinds))
    return unread._replace(text=text)


def _finding(record: Record, field: str, said: Value | Unread, kinds: list[str]) -> Finding:
    what = [Sentence("{count} × {kind}", count=kinds.count(kind), kind=KINDS[kind]) for kind in dict.fromkeys(kinds)]
    message = Sentence("masked, neither published nor repeated: {what}", what=what)
    return Finding(Code.MASKED, Severity.INFO, message, record.place(said), record.key, field)
