"""What two pages, or a page and a row, of one record say differently."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lod.findings import Code, Finding, Severity
from lod.record import Record
from lod.sentences import NOTHING, Sentence, quoted
from lod.sources.osservatorio.roles import Page

# the address of the page is not part of what page and row could disagree about: http or https, two paths
_NOT_COMPARED = ("isPrimaryTopicOf.wasDerivedFrom",)
# what a saved page has and its text has not: addresses behind words, signs of list items
_ONLY_SAVED = re.compile(r" ?\(https?://[^\s()]{1,2000}\)|^- ", re.MULTILINE)


def completed(page: Page, other: Page) -> Page:
    """*page* with what only the text of the same record says; every difference is told.

    Args:
        page: The saved page, which counts.
        other: The text page; what it says and nobody can read is kept too.
    """
    record, text = page.record, other.record
    lost = {label.label for label in (*text.not_captured, *record.not_captured)}
    both = [field for field in sorted(set(record.fields) & set(text.fields)) if field not in _NOT_COMPARED]
    added = [field for field in both if _is_copy(record, text, field)]
    differing = [
        field
        for field in both
        if field not in added
        and _words(record, field) != _words(text, field)
        and not any(value.label in lost for value in text.fields[field])
    ]
    added += sorted(set(text.fields) - set(record.fields))
    findings = [finding for finding in other.findings if finding.severity is Severity.WARNING]
    differ = Sentence("the text says otherwise than the saved page {page}", page=record.origin.file)
    findings += [_difference(record, text, field, differ) for field in differing]
    findings += [_addition(record, text, field) for field in added]
    before = [finding for finding in page.findings if not _is_settled(finding, added)]
    return replace(page, record=_merged(record, text, added), findings=[*before, *findings])


def _merged(record: Record, text: Record, added: Iterable[str]) -> Record:
    # the lines of what is added are those of another file
    line = record.origin.line
    fields = {name: tuple(value._replace(line=line) for value in text.fields[name]) for name in added}
    supplied = {value.label for said in fields.values() for value in said}
    known = {one.text for one in record.unread}
    unread = (one._replace(line=line) for one in text.unread if one.text not in known)
    return replace(
        record,
        fields={**record.fields, **fields},
        not_captured=tuple(label for label in record.not_captured if label.label not in supplied),
        unread=(*record.unread, *unread),
    )


def _addition(record: Record, text: Record, field: str) -> Finding:
    origin = text.origin._replace(line=text.fields[field][0].line)
    message = Sentence("the saved page {file} does not say this", file=record.origin.file)
    return Finding(Code.COMPLETED, Severity.INFO, message, origin, record.key, field, _said(text, [field]))


def _is_copy(record: Record, text: Record, field: str) -> bool:
    """Whether the text has the path of a file of which the saved page only has the name."""
    name = _said(record, [field])
    return "/" not in name and _said(text, [field]).endswith(f"/{name}")


def _is_settled(finding: Finding, fields: Iterable[str]) -> bool:
    return finding.code in (Code.NO_TITLE, Code.NO_VALUE, Code.LOCAL_COPY) and finding.field in fields


def _words(record: Record, field: str) -> str:
    return " ".join(_ONLY_SAVED.sub("", _said(record, [field])).split())


def differences(page: Record, row: Record) -> Iterator[Finding]:
    """What the row says otherwise than the page, which counts; what only one of them says is no difference."""
    differ = Sentence("the row says otherwise than the page {page}", page=page.origin.file)
    more = Sentence("the row says what the page {page} does not say", page=page.origin.file)
    for field in sorted(set(page.fields) & set(row.fields)):
        if field not in _NOT_COMPARED and _said(page, [field]) != _said(row, [field]):
            yield _difference(page, row, field, differ)
    for field in sorted(set(row.fields) - set(page.fields)):
        yield _difference(page, row, field, more)


def _difference(page: Record, other: Record, field: str, message: Sentence) -> Finding:
    origin = other.origin._replace(line=other.fields[field][0].line)
    ours = _said(page, [field]) if field in page.fields else ""
    return Finding(
        Code.SOURCES_DIFFER,
        Severity.WARNING,
        message,
        origin,
        other.key,
        field,
        _said(other, [field]),
        quoted(ours) if ours else NOTHING,
    )


def _said(record: Record, fields: Iterable[str]) -> str:
    return " / ".join(value.lexical for field in fields for value in record.fields[field])
