"""The commands that make a release and serve it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lod import config
from lod.cli.options import config_option, host_option, json_option, port_option, settings_of, site_option, wait_option
from lod.cli.telling import progress
from lod.collecting import settle
from lod.config import Settings
from lod.errors import ProparError, SettingsError


@click.command()
@config_option
@click.option("--source", "sources", multiple=True, metavar="NAME=PATH", help="Where a source's files are.")
@click.option("--base-iri", help="What the data's IRIs start with [https://w3id.org/propar/].")
@site_option
@click.option("--strict", is_flag=True, default=None, help="Publish nothing if one record has a violation.")
@click.option("--max-rejected", help="Largest share of rejected records, 0 to 1 [0.05].")
@click.option("--max-withdrawn", help="Largest share of the records published before that may be gone [0.5].")
@wait_option
@json_option
def build(
    file: Path | None,
    sources: tuple[str, ...],
    base_iri: str | None,
    site: str | None,
    wait: bool,
    as_json: bool,
    **limits: str | bool | None,
) -> None:
    """Make a release of the sources and switch to it."""
    given = {"base_iri": base_iri, "site": site, **limits}
    settings = config.with_paths(settings_of(file, given), _paths(sources))
    outcome = _built(settings, wait=wait)
    if outcome.trouble:
        click.echo(f"lod: the release is published, but {outcome.trouble}", err=True)
    _prerender(settings)
    if as_json:
        click.echo(json.dumps({**outcome.release.manifest, "new": outcome.is_new}, indent=1))
    else:
        _tell_build(outcome)


@click.command()
@config_option
@site_option
@host_option
@port_option
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
    from lod.web.serve import serve as run  # noqa: PLC0415  # 0.4 s: rdflib, granian

    run(settings_of(file, given), lambda address: click.echo(f"Serving {address}"))


@click.command()
@config_option
@site_option
@host_option
@port_option
def demo(file: Path | None, site: str | None, host: str | None, port: str | None) -> None:
    """Build the sample release where there is none, and serve it."""
    settings = settings_of(file, {"site": site, "host": host, "port": port})
    from lod.release import Site  # noqa: PLC0415  # 0.3 s: the store
    from lod.web.serve import free_port  # noqa: PLC0415  # 0.4 s: rdflib, granian
    from lod.web.serve import serve as run  # noqa: PLC0415  # comes with the one above

    if not Site(settings.site).target():
        _tell_build(_built(settings))
        _prerender(settings)
    free = free_port(settings.host, settings.port)
    if free != settings.port:
        click.echo(f"Port {settings.port} is in use; taking {free}.")
    run(replace(settings, port=free), _tell_addresses)


def _paths(sources: tuple[str, ...]) -> dict[str, Path]:
    found = {}
    for text in sources:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise SettingsError(f"--source {text}: expected NAME=PATH")
        found[name] = Path(path)
    return found


def _built(settings: Settings, *, wait: bool = False) -> Any:
    from lod import build as way  # noqa: PLC0415  # 0.9 s: pySHACL
    from lod import model  # noqa: PLC0415  # comes with the one above

    known = model.load(settings.ontology_dir, settings.shapes_dir)
    settle()
    with progress() as told:
        return way.build(settings, known, told, wait=wait)


def _prerender(settings: Settings) -> None:
    """Renders what the server will be asked for; the release is published, whatever comes of it."""
    from lod.web.prerendering import prerender  # noqa: PLC0415  # 0.4 s: Flask

    said = "lod: the release is published, but"
    try:
        with progress() as told:
            troubles = prerender(settings, told).troubles
    except ProparError as error:
        click.echo(f"{said} its documents are not rendered ahead: {error}", err=True)
        return
    except KeyboardInterrupt:
        click.echo(f"{said} its documents are not rendered ahead: interrupted", err=True)
        raise
    if troubles:
        click.echo(f"{said} {len(troubles)} documents cannot be shown; the first is {troubles[0]}", err=True)


def _tell_build(outcome: Any) -> None:
    counts = outcome.release.manifest["findings"]
    state = "is new" if outcome.is_new else "says nothing new, it stays"
    click.echo(f"Release {outcome.release.id} {state}: {outcome.release.path}")
    click.echo(f"{outcome.records} records published, {outcome.rejected} rejected")
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
    if outcome.is_demonstration:
        click.echo("A demonstration, for this machine only: [publisher] and [contact] are not set")


def _tell_addresses(address: str) -> None:
    click.echo(f"Serving {address}")
    click.echo("Try:")
    click.echo(f"  {address}id/process/er-65              a process, as a page")
    click.echo(f"  {address}doc/process/er-65.ttl         the same, as Turtle")
    click.echo(f"  {address}processes                     all processes")
    click.echo("Stop with Ctrl+C.")
