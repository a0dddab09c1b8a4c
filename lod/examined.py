"""What comes of examination: a record that is published or rejected, and a batch of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from lod import masking, privacy, rdf
from lod.findings import Finding, Severity
from lod.marks import Marks
from lod.reception import Reception
from lod.record import Record
from lod.sources import Fates
from lod.validation import Checked


@dataclass(frozen=True, slots=True)
class Examined:
    """One record at the end of its way, or what was left of a file that gave none.

    Args:
        findings: What there is to know about it.
        lines: What we say, as N-Triples; empty if it is not published.
        rejected: Name of the file and content to keep verbatim, if it is not published.
        is_record: Whether it counts as a record.
        source: Name of its source.
        marks: What identifies it, if it is published and somebody asks.
    """

    findings: list[Finding]
    lines: bytes = b""
    rejected: tuple[str, bytes] | None = None
    is_record: bool = True
    source: str = ""
    marks: Marks | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one batch of one source.

    Args:
        source: Name of the source.
        examined: Its records.
        named: The bodies that they name, by key.
        reception: What was received.
        fates: What became of values whose reader tells of them at the end.
    """

    source: str
    examined: list[Examined]
    named: Mapping[str, Record]
    reception: Reception
    fates: Fates


def judged(checked: Checked, findings: list[Finding], marks: Marks | None) -> Examined:
    """What comes of a record: it is published, or rejected for a violation among its *findings*."""
    silenced = (privacy.silenced(finding) for finding in findings)
    ordered = sorted(silenced, key=lambda f: (f.origin, f.code, f.field))
    if any(finding.severity is Severity.VIOLATION for finding in findings):
        name = f"{checked.record.key}.txt"
        raw = masking.blanked(checked.record.raw.encode("utf-8", "surrogatepass"))
        return Examined(ordered, rejected=(name, raw))
    lines = checked.unchecked.encode() if checked.unchecked else rdf.write(checked.triples, rdf.N_TRIPLES)
    return Examined(ordered, lines, marks=marks)
