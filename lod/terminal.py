"""Findings on a terminal: grouped by severity, counted, each with its line."""

from itertools import groupby

from rich.console import Console
from rich.markup import escape

from lod.findings import Finding, Severity, shown

_STYLES = {Severity.VIOLATION: "bold red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_ORDER = list(Severity)


def tell(findings: list[Finding], *, err: bool = False) -> None:
    """Prints *findings*, the worst first; to standard error if *err*."""
    console = Console(soft_wrap=True, highlight=False, stderr=err)
    ordered = sorted(findings, key=lambda f: (_ORDER.index(f.severity), f.origin, f.code))
    for severity, group in groupby(ordered, key=lambda f: f.severity):
        members = list(group)
        style = _STYLES[severity]
        console.print(f"[{style}]{severity.value}: {len(members)}[/]")
        for finding in members:
            console.print(_line(finding))
    if not findings:
        console.print("nothing to tell: no violation, no warning, no info")


def _line(finding: Finding) -> str:
    parts = [f"  {finding.origin}", finding.code.value, finding.record, finding.field]
    value = f" got {shown(finding.value)!r}" if finding.value else ""
    expected = f", expected {finding.wanted}" if finding.wanted else ""
    return escape(f"{' '.join(p for p in parts if p)}: {finding.sentence}{value}{expected}")
