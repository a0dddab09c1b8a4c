"""Findings on a terminal: the worst first, grouped by source and code, counted, each with its line."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from lod.findings import Finding, Severity, shown
from lod.iris import VOCABULARIES
from lod.model import Model

MAX_TOLD = 10
_STYLES = {Severity.VIOLATION: "bold red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_ORDER = list(Severity)
_NOWHERE = "(settings and reference tables)"


def tell(findings: Iterable[Finding], model: Model, *, err: bool = False) -> None:
    """Prints *findings*; to standard error if *err*.

    In a pipe there are neither colours nor line ends within a finding.
    """
    tell_on(Console(highlight=False, stderr=err), findings, model)


def tell_on(console: Console, findings: Iterable[Finding], model: Model) -> None:
    """Prints *findings* on *console*; of a group the first ten, in the order of files and lines."""
    ordered = sorted(findings, key=lambda f: (_ORDER.index(f.severity), f.source, f.code, f.origin))
    names = {code: texts.get("en", "") for code, texts in model.concept_labels.items()}
    for severity, of_severity in groupby(ordered, key=lambda f: f.severity):
        members = list(of_severity)
        _print(console, Text(f"{severity.value}: {len(members)}", _STYLES[severity]), 0)
        for (source, code), group in groupby(members, key=lambda f: (f.source, f.code.value)):
            _tell_group(console, source, code, list(group), names)
    if not ordered:
        _print(console, Text("nothing to tell: no violation, no warning, no info"), 0)


def _tell_group(console: Console, source: str, code: str, group: list[Finding], names: Mapping[str, str]) -> None:
    name = names.get(f"{VOCABULARIES}finding/{code}", "")
    title = Text(f"{code} {name}".strip(), "bold").append(f" — {len(group)} × in {source or _NOWHERE}", "not bold")
    _print(console, title, 2)
    for finding in group[:MAX_TOLD]:
        _print(console, Text(_line(finding)), 4)
    if len(group) > MAX_TOLD:
        _print(console, Text(f"and {len(group) - MAX_TOLD} more: --json has them all", "dim"), 4)


def _print(console: Console, text: Text, indent: int) -> None:
    """Prints a line; where people read it, what is too long goes on below, indented."""
    if console.is_terminal:
        text.no_wrap, text.overflow = False, "fold"
        console.print(Padding(text, (0, 0, 0, indent), expand=False))
    else:
        console.print(Text(" " * indent).append_text(text), soft_wrap=True)


def _line(finding: Finding) -> str:
    parts = [str(finding.origin), finding.record, finding.field]
    value = f"; got {shown(finding.value)!r}" if finding.value else ""
    expected = f"; expected {finding.wanted}" if finding.wanted else ""
    line = f"{' '.join(part for part in parts if part)}: {finding.sentence}{value}{expected}"
    # a file's name may hold what moves the cursor
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
