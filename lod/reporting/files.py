"""Findings as files: written one by one, read one by one."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO
from urllib.parse import quote

import lod
from lod import spreadsheet
from lod.findings import Finding, Severity
from lod.iris import VOCABULARIES, local_name
from lod.model import Model

# endings of the files, and their media types
FORMATS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "sarif": "application/sarif+json"}
_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_COLUMNS = (
    "severity",
    "code",
    "source",
    "file",
    "line",
    "column",
    "record",
    "field",
    "value",
    "expected",
    "message",
    "done",
)


class Log:
    """A JSON array of findings under way: one a line, so that it can be read one by one.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0
        self._file: TextIOWrapper | None = None

    def __enter__(self) -> Self:
        self._file = self._path.open("w", encoding="utf-8", newline="\n")
        self._file.write("[")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._file is not None:
            self._file.write("\n]\n")
            self._file.close()

    def add(self, findings: Iterable[Finding]) -> None:
        """Adds findings at the end."""
        for finding in findings:
            separator = "\n" if self._count == 0 else ",\n"
            self._count += 1
            if self._file is not None:
                self._file.write(separator + json.dumps(finding.as_json(), ensure_ascii=False))


def logged(path: Path) -> Iterator[Finding]:
    """The findings of a `Log`, one by one."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            text = line.strip().rstrip(",")
            if text.startswith("{"):
                yield Finding.of_json(json.loads(text))


def write_csv(findings: Iterable[Finding], file: TextIO) -> None:
    """Writes a table (RFC 4180); no cell of it is taken for a formula."""
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for finding in findings:
        said = finding.as_json()
        writer.writerow([_cell(said[column]) for column in _COLUMNS])


def write_sarif(findings: Iterable[Finding], model: Model, file: TextIO) -> None:
    """Writes a SARIF 2.1.0 log, for editors and for code review."""
    rules = [_rule(model, iri) for iri in model.schemes[VOCABULARIES + "finding"].labels]
    driver = {"name": "Propar", "version": lod.__version__, "rules": rules}
    head = json.dumps(
        {"$schema": _SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}}]}, ensure_ascii=False
    )
    # the results go in before the ends of run, runs and log
    file.write(head[: -len("}]}")] + ', "results": [')
    for number, finding in enumerate(findings):
        print("" if number == 0 else ",", json.dumps(_result(finding), ensure_ascii=False), sep="\n", end="", file=file)
    file.write("\n]}]}\n")


def _cell(value: str | int) -> str | int:
    return spreadsheet.neutral(value) if isinstance(value, str) else value


def _rule(model: Model, iri: str) -> dict[str, Any]:
    term = model.concept_labels[iri]
    definition = model.definitions.get(iri, {})
    return {
        "id": local_name(iri),
        "shortDescription": {"text": term.get("en", "")},
        "fullDescription": {"text": definition.get("en", "")},
        "helpUri": iri,
    }


def _result(finding: Finding) -> dict[str, Any]:
    said = finding.as_json()
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.origin.file, errors="replace")}}
    if finding.origin.line:
        # the columns of a region are characters, ours are those of a table: they go to the properties
        place["region"] = {"startLine": finding.origin.line}
    text = finding.sentence
    return {
        "ruleId": finding.code.value,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.record}: {text}" if finding.record else text},
        "locations": [{"physicalLocation": place}],
        "properties": {
            name: said[name] for name in ("source", "column", "record", "field", "value", "expected") if said[name]
        },
    }
