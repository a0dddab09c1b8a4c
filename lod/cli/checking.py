"""The commands that tell what is wrong: in data, and in ontology and shapes."""

import json
import sys
from pathlib import Path

import click

from lod import config
from lod.cli.options import EXIT_FINDINGS, config_option, json_option, settings_of
from lod.cli.telling import tell_found
from lod.findings import Severity


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@config_option
@click.option("--source", "name", default="", metavar="NAME", help="The source that reads it [the one it belongs to].")
@json_option
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "sarif", "html", "ttl"]), default="text")
def validate(path: Path, file: Path | None, name: str, as_json: bool, form: str) -> None:
    """Tell what is wrong, doubtful or poor in PATH: a file or a folder of any source.

    It is read as the source of the settings whose path it is or is in; --source names another one.
    """
    settings = config.only(settings_of(file, {}), path, name)
    from lod import build as way  # noqa: PLC0415  # 0.9 s: pySHACL
    from lod import model  # noqa: PLC0415  # comes with the one above

    known = model.load(settings.ontology_dir, settings.shapes_dir)
    found = way.found(settings, known)
    tell_found(found, known, "json" if as_json else form)
    if any(finding.severity is Severity.VIOLATION for finding in found.findings):
        sys.exit(EXIT_FINDINGS)


@click.command()
@config_option
@json_option
def check(file: Path | None, as_json: bool) -> None:
    """Check ontology, vocabularies and shapes."""
    settings = settings_of(file, {})
    from lod import lint  # noqa: PLC0415  # 0.9 s: pySHACL

    problems = lint.problems(settings.ontology_dir, settings.shapes_dir)
    if as_json:
        click.echo(json.dumps([{"where": p.where, "message": p.message} for p in problems], indent=1))
    else:
        for problem in problems:
            click.echo(f"{problem.where}: {problem.message}")
        click.echo(f"{len(problems)} problems" if problems else "ontology, vocabularies and shapes are in order")
    if problems:
        sys.exit(EXIT_FINDINGS)
