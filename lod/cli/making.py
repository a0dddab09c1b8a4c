"""The commands that make a file of what the project knows: reference data, profiles, redirect rules."""

import sys
from pathlib import Path

import click

from lod.cli.options import EXIT_FINDINGS, config_option, settings_of
from lod.cli.telling import tell
from lod.errors import SettingsError
from lod.findings import Severity
from lod.w3id import htaccess


@click.command()
@config_option
@click.option("--output", type=click.Path(path_type=Path), help="File to write [standard output].")
def reference(file: Path | None, output: Path | None) -> None:
    """Make Turtle of the reference tables: places and public bodies."""
    settings = settings_of(file, {})
    from lod import build as way  # noqa: PLC0415  # 0.9 s: pySHACL
    from lod import model  # noqa: PLC0415  # comes with the one above

    known = model.load(settings.ontology_dir, settings.shapes_dir)
    turtle, findings = way.reference_data(settings, known)
    if output is None:
        click.echo(turtle.decode(), nl=False)
    else:
        _write(output, turtle)
    if findings:
        tell(findings, known, err=True)
    if any(finding.severity is Severity.VIOLATION for finding in findings):
        sys.exit(EXIT_FINDINGS)


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@config_option
def profile(path: Path, file: Path | None) -> None:
    """Guess a first profile of FILE: CSV, JSON, JSON Lines or Excel."""
    settings = settings_of(file, {})
    from lod import model, profiling  # noqa: PLC0415  # 0.5 s: rdflib, openpyxl
    from lod.sources.readers import labels  # noqa: PLC0415  # comes with the one above

    known = model.load(settings.ontology_dir, settings.shapes_dir)
    click.echo(profiling.guess(path, profiling.hints(known, labels()["Process"])).text, nl=False)


@click.command()
@click.option("--target", required=True, metavar="ADDRESS", help="Where the release is served, ending in /.")
def w3id(target: str) -> None:
    """Make the .htaccess by which w3id.org leads our IRIs to ADDRESS."""
    click.echo(htaccess(target), nl=False)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror}") from error
