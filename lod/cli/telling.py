"""What commands print: findings, outcomes, and how far the work is."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from lod.findings import Finding


class progress:  # noqa: N801  # reads like the function that it stands for
    """Shows on a terminal how far the work is; silent in a pipe."""

    def __enter__(self) -> Callable[[str, int], None]:
        from rich.console import Console  # noqa: PLC0415  # 0.1 s

        self._status = Console(stderr=True).status("reading") if sys.stderr.isatty() else None
        if self._status:
            self._status.start()
        return self._tell

    def _tell(self, what: str, count: int) -> None:
        from lod.release.steps import WAITING  # noqa: PLC0415  # 0.3 s; whoever tells steps has it already

        if what == WAITING and not self._status:
            click.echo(f"lod: {what}", err=True)
        if self._status:
            self._status.update(f"{what}: {count}" if count else what)

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()


def tell_found(found: Any, known: Any, form: str) -> None:
    """Prints what was found in one of the formats of ``lod validate``."""
    from lod import reporting  # noqa: PLC0415  # 0.1 s: babel, jinja2

    if form == "csv":
        reporting.write_csv(found.findings, sys.stdout)
    elif form == "sarif":
        reporting.write_sarif(found.findings, known, sys.stdout)
    elif form == "html":
        click.echo(reporting.page(found.quality, known, "en"))
    elif form == "json":
        click.echo(json.dumps([finding.as_json() for finding in found.findings], indent=1, ensure_ascii=False))
    elif form == "ttl":
        click.echo(found.reports.serialize(format="turtle"))
    else:
        tell(found.findings, known)


def tell(findings: list[Finding], known: Any, *, err: bool = False) -> None:
    """Prints *findings* for a person."""
    from lod import terminal  # noqa: PLC0415  # 0.1 s: rich

    terminal.tell(findings, known, err=err)
