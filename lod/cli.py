"""The ``lod`` command: settings in, one function call, prints.

Exit codes: 0 all is well, 1 the data has violations (or the check found something), 2 a wrong setting, a missing
file, a port in use: one plain sentence.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import lod
from lod import config
from lod.collecting import settle
from lod.config import Settings
from lod.errors import ProparError, RejectedError, SettingsError
from lod.findings import Finding, Severity

EXIT_FINDINGS = 1
EXIT_USAGE = 2

_config_option = click.option(
    "--config", "file", type=click.Path(path_type=Path), envvar="LOD_CONFIG", help="TOML file of settings."
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_site_option = click.option("--site", type=click.Path(), help="Folder of the releases [./site].")
_host_option = click.option("--host", help="Address to listen on [127.0.0.1].")
_port_option = click.option("--port", help="Port to listen on [8000]; 0 for any free one.")


class _Plain(click.Group):
    """A group whose troubles are one plain sentence and exit code 2."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except RejectedError as error:
            click.echo(f"lod: {error}", err=True)
            sys.exit(EXIT_FINDINGS)
        except ProparError as error:
            click.echo(f"lod: {error}", err=True)
            sys.exit(EXIT_USAGE)


@click.group(cls=_Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(lod.__version__, prog_name="propar")
def main() -> None:
    """Publish participatory processes as linked open data."""


@main.command()
@_config_option
@click.option("--source", "sources", multiple=True, metavar="NAME=PATH", help="Where a source's files are.")
@click.option("--base-iri", help="What the data's IRIs start with [https://w3id.org/propar/].")
@_site_option
@click.option("--strict", is_flag=True, default=None, help="Publish nothing if one record has a violation.")
@click.option("--max-rejected", help="Largest share of rejected records, 0 to 1 [0.05].")
@_json_option
def build(
    file: Path | None,
    sources: tuple[str, ...],
    base_iri: str | None,
    site: str | None,
    strict: bool | None,
    max_rejected: str | None,
    as_json: bool,
) -> None:
    """Make a release of the sources and switch to it."""
    given = {"base_iri": base_iri, "site": site, "strict": strict, "max_rejected": max_rejected}
    settings = config.with_paths(_settings(file, given), _paths(sources))
    outcome = _built(settings)
    if as_json:
        click.echo(json.dumps({**outcome.release.manifest, "new": outcome.is_new}, indent=1))
    else:
        _tell_build(outcome)


@main.command()
@_config_option
@_site_option
@_host_option
@_port_option
@click.option("--endpoint", help="Serve what this SPARQL endpoint holds instead of the site.")
@click.option("--base-iri", help="What the IRIs of the endpoint's data start with.")
def serve(
    file: Path | None,
    site: str | None,
    host: str | None,
    port: str | None,
    endpoint: str | None,
    base_iri: str | None,
) -> None:
    """Serve the current release."""
    given = {"site": site, "host": host, "port": port, "endpoint": endpoint, "base_iri": base_iri}
    from lod.web.serve import serve as run  # noqa: PLC0415  # 0.5 s

    run(_settings(file, given), lambda address: click.echo(f"Serving {address}"))


@main.command()
@click.argument("path", type=click.Path(path_type=Path))
@_config_option
@click.option("--source", "name", default="", metavar="NAME", help="The source that reads it [the one it belongs to].")
@_json_option
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "sarif", "html", "ttl"]), default="text")
def validate(path: Path, file: Path | None, name: str, as_json: bool, form: str) -> None:
    """Tell what is wrong, doubtful or poor in PATH: a file or a folder of any source.

    It is read as the source of the settings whose path it is or is in; --source names another one.
    """
    settings = config.only(_settings(file, {}), path, name)
    from lod import build as way  # noqa: PLC0415  # 0.9 s: pySHACL
    from lod import model  # noqa: PLC0415

    known = model.load(settings.ontology_dir, settings.shapes_dir)
    found = way.found(settings, known)
    _print(found, known, "json" if as_json else form)
    if any(finding.severity is Severity.VIOLATION for finding in found.findings):
        sys.exit(EXIT_FINDINGS)


@main.command()
@_config_option
@_json_option
def check(file: Path | None, as_json: bool) -> None:
    """Check ontology, vocabularies and shapes."""
    settings = _settings(file, {})
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


@main.command()
@_config_option
@click.option("--output", type=click.Path(path_type=Path), help="File to write [standard output].")
def reference(file: Path | None, output: Path | None) -> None:
    """Make Turtle of the reference tables: places and public bodies."""
    settings = _settings(file, {})
    from lod import build as way  # noqa: PLC0415  # 0.9 s: pySHACL
    from lod import model  # noqa: PLC0415

    known = model.load(settings.ontology_dir, settings.shapes_dir)
    turtle, findings = way.reference_data(settings, known)
    if output is None:
        click.echo(turtle.decode(), nl=False)
    else:
        _write(output, turtle)
    if findings:
        _tell(findings, known, err=True)
    if any(finding.severity is Severity.VIOLATION for finding in findings):
        sys.exit(EXIT_FINDINGS)


@main.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@_config_option
def profile(path: Path, file: Path | None) -> None:
    """Guess a first profile of FILE: CSV, JSON, JSON Lines or Excel."""
    settings = _settings(file, {})
    from lod import model, profiling  # noqa: PLC0415  # 0.5 s
    from lod.sources import labels  # noqa: PLC0415

    known = model.load(settings.ontology_dir, settings.shapes_dir)
    click.echo(profiling.guess(path, profiling.hints(known, labels()["Process"])).text, nl=False)


@main.command()
@click.option("--target", required=True, metavar="ADDRESS", help="Where the release is served, ending in /.")
def w3id(target: str) -> None:
    """Make the .htaccess by which w3id.org leads our IRIs to ADDRESS."""
    from lod.w3id import htaccess  # noqa: PLC0415

    click.echo(htaccess(target), nl=False)


@main.command()
@_config_option
@_site_option
@_host_option
@_port_option
def demo(file: Path | None, site: str | None, host: str | None, port: str | None) -> None:
    """Build the sample release where there is none, and serve it."""
    settings = _settings(file, {"site": site, "host": host, "port": port})
    from lod.release import Site  # noqa: PLC0415
    from lod.web.serve import free_port  # noqa: PLC0415  # 0.5 s
    from lod.web.serve import serve as run  # noqa: PLC0415

    if not Site(settings.site).target():
        _tell_build(_built(settings))
    free = free_port(settings.host, settings.port)
    if free != settings.port:
        click.echo(f"Port {settings.port} is in use; taking {free}.")
    run(replace(settings, port=free), _tell_addresses)


def _settings(file: Path | None, options: Mapping[str, Any]) -> Settings:
    return config.load(file, os.environ, options)


def _paths(sources: tuple[str, ...]) -> dict[str, Path]:
    found = {}
    for text in sources:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise SettingsError(f"--source {text}: expected NAME=PATH")
        found[name] = Path(path)
    return found


def _built(settings: Settings) -> Any:
    from lod import build as way  # noqa: PLC0415  # 0.9 s: pySHACL
    from lod import model  # noqa: PLC0415

    known = model.load(settings.ontology_dir, settings.shapes_dir)
    settle()
    with _progress() as told:
        return way.build(settings, known, told)


class _progress:  # noqa: N801  # reads like the function that it stands for
    """Shows on a terminal how far the work is; silent in a pipe."""

    def __enter__(self) -> Callable[[str, int], None]:
        from rich.console import Console  # noqa: PLC0415  # 0.1 s

        self._status = Console(stderr=True).status("reading") if sys.stderr.isatty() else None
        if self._status:
            self._status.start()
        return self._tell

    def _tell(self, what: str, count: int) -> None:
        if self._status:
            self._status.update(f"{what}: {count}" if count else what)

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()


def _tell_build(outcome: Any) -> None:
    counts = outcome.release.manifest["findings"]
    state = "is new" if outcome.is_new else "says nothing new, it stays"
    click.echo(f"Release {outcome.release.id} {state}: {outcome.release.path}")
    click.echo(f"{outcome.records} records published, {outcome.rejected} rejected")
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror}") from error


def _print(found: Any, known: Any, form: str) -> None:
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
        _tell(found.findings, known)


def _tell(findings: list[Finding], known: Any, *, err: bool = False) -> None:
    from lod.terminal import tell  # noqa: PLC0415  # 0.1 s: rich

    tell(findings, known, err=err)


def _tell_addresses(address: str) -> None:
    click.echo(f"Serving {address}")
    click.echo("Try:")
    click.echo(f"  {address}id/process/er-65              a process, as a page")
    click.echo(f"  {address}doc/process/er-65.ttl         the same, as Turtle")
    click.echo(f"  {address}processes                     all processes")
    click.echo("Stop with Ctrl+C.")
