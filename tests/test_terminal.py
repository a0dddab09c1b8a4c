"""Findings on a terminal: what is grouped, counted and cut, and what a pipe gets."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from lod.findings import Code, Finding, Origin, Severity
from lod.model import Model
from lod.sentences import Sentence
from lod.terminal import MAX_TOLD, tell, tell_on

FINDING = Finding(
    Code.NOT_UNDERSTOOD,
    Severity.WARNING,
    Sentence("not understood"),
    Origin("r.csv", 4, 2),
    "pc-1",
    "durationMonths",
    "molti",
    Sentence("a whole number"),
    source="percorsi",
)


def on_terminal(findings: list[Finding], model: Model) -> list[str]:
    """The lines that a terminal of 80 columns shows."""
    file = io.StringIO()
    tell_on(Console(file=file, width=80, force_terminal=True, color_system=None, highlight=False), findings, model)
    return file.getvalue().splitlines()


def test_findings_are_grouped_by_severity_then_by_source_and_code(
    model: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each group is counted and named."""
    other = replace(FINDING, source="altri", code=Code.NO_TITLE, severity=Severity.VIOLATION)
    tell([FINDING, other, replace(FINDING, source="altri"), replace(FINDING, origin=Origin("r.csv", 2))], model)
    heads = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("    ")]

    assert heads == [
        "violation: 1",
        "  PP0009 Record without a title — 1 × in altri",
        "warning: 3",
        "  PP0012 Value not understood — 1 × in altri",
        "  PP0012 Value not understood — 2 × in percorsi",
    ]


def test_a_finding_is_one_line_in_a_pipe(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    """However long: grep finds file, value and what was done together; no colours, no cursor."""
    tell([replace(FINDING, value="x" * 150)], model)
    lines = capsys.readouterr().out.splitlines()

    assert len(lines) == 3
    assert lines[2] == (
        "    r.csv:4:2 pc-1 durationMonths: not understood; kept as the text it is; "
        f"got '{'x' * 150}'; expected a whole number"
    )


def test_a_finding_goes_on_below_itself_where_people_read_it(model: Model) -> None:
    """80 columns are enough, and what goes on is indented."""
    lines = on_terminal([replace(FINDING, value="parola " * 20)], model)

    assert max(map(len, lines)) <= 80
    assert len(lines) > 4
    assert all(line.startswith("    ") for line in lines[2:])


def test_of_a_large_group_the_first_are_told(model: Model) -> None:
    """In the order of lines; the number of the others is told, and where they are."""
    lines = on_terminal([replace(FINDING, origin=Origin("r.csv", n)) for n in range(40, 0, -1)], model)

    assert [line.split()[0] for line in lines if "r.csv" in line] == [f"r.csv:{n}" for n in range(1, MAX_TOLD + 1)]
    assert lines[-1].strip() == "and 30 more: --json has them all"


def test_a_name_moves_no_cursor(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor do brackets in it change the style."""
    tell([replace(FINDING, origin=Origin("\x1b[2J[bold]a.csv", 1))], model)

    assert "\\u001b[2J[bold]a.csv:1 " in capsys.readouterr().out


def test_what_is_of_no_source_says_so(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    """A publisher whom the tables do not know is said in the settings."""
    tell([replace(FINDING, source="")], model)

    assert "1 × in (settings and reference tables)" in capsys.readouterr().out


def test_nothing_is_told_too(model: Model, capsys: pytest.CaptureFixture[str]) -> None:
    """Silence could be a crash."""
    tell([], model)

    assert capsys.readouterr().out == "nothing to tell: no violation, no warning, no info\n"
