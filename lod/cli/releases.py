"""The commands on releases that are there: list, show, compare, go back, verify, take away."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from lod.cli import showing
from lod.cli.options import EXIT_FINDINGS, config_option, json_option, settings_of, site_option, wait_option
from lod.cli.telling import progress


@click.group()
def release() -> None:
    """List, show, compare, verify and prune releases, or go back to one.

    A release is named by its id, or the beginning of it, of four characters at least.
    """


@release.command("list")
@config_option
@site_option
@json_option
def list_releases(file: Path | None, site: str | None, as_json: bool) -> None:
    """List the releases, the newest first."""
    there = _site(file, site)
    showing.tell_list(there, as_json=as_json)


@release.command()
@click.argument("name", metavar="[ID]", required=False)
@config_option
@site_option
@json_option
def show(name: str | None, file: Path | None, site: str | None, as_json: bool) -> None:
    """Show what the manifest of a release says; of the current one where none is named."""
    there = _site(file, site)
    found = there.found(name) if name else there.current()
    if as_json:
        click.echo(json.dumps(found.manifest, indent=1, ensure_ascii=False))
    else:
        showing.tell_release(there, found)


@release.command()
@click.argument("former", metavar="ID")
@click.argument("latter", metavar="[ID]", required=False)
@config_option
@site_option
@click.option("--statements", is_flag=True, help="Print each statement that went or came.")
@json_option
def diff(former: str, latter: str | None, file: Path | None, site: str | None, statements: bool, as_json: bool) -> None:
    """Tell what changed from one release to another, or to the current one: document by document."""
    there = _site(file, site)
    from lod import changes  # noqa: PLC0415  # 0.3 s: the rest of the house
    from lod.iris import Iris  # noqa: PLC0415  # comes with the one above
    from lod.release import DATA  # noqa: PLC0415  # comes with the one above

    old = there.found(former)
    new = there.found(latter) if latter else there.current()
    # while they are compared nobody takes them away
    _held = [there.hold(old.path), there.hold(new.path)]
    found = changes.between(old.path / DATA, new.path / DATA, Iris(str(new.manifest["base_iri"])))
    if as_json:
        showing.tell_changes_as_json(found)
    else:
        showing.tell_changes(found, statements=statements)


@release.command()
@click.argument("name", metavar="[ID]", required=False)
@config_option
@site_option
@wait_option
@json_option
def rollback(name: str | None, file: Path | None, site: str | None, wait: bool, as_json: bool) -> None:
    """Go back to a former release; to the one before the current one where none is named.

    It is checked, and then served at once, without a restart. What the release that was current had published beyond it
    is told to be gone.
    """
    there = _site(file, site)
    from lod import drafting  # noqa: PLC0415  # 0.9 s: pySHACL
    from lod.release import Site  # noqa: PLC0415  # 0.3 s: the store

    left = there.current_folder().name
    wanted = there.found(name or there.before())
    with progress() as told:
        made = Site(there.path, told).go_back(wanted, drafting.note_past, wait=wait)
    if as_json:
        click.echo(json.dumps(made.manifest, indent=1, ensure_ascii=False))
    else:
        click.echo(f"Release {made.id} is current again; it was {made.previous or left} until now.")


@release.command()
@click.argument("name", metavar="[ID]", required=False)
@config_option
@site_option
@click.option("--deep", is_flag=True, help="Read the dumps by rdflib, too: slow, and 1 kB of memory a statement.")
@json_option
def verify(name: str | None, file: Path | None, site: str | None, deep: bool, as_json: bool) -> None:
    """Check a release, or the current one: the checksum of every file, the store, the index and the dumps."""
    there = _site(file, site)
    from lod.release import damages  # noqa: PLC0415  # 0.3 s

    folder = there.folder(name) if name else there.current_folder()
    _held = there.hold(folder)
    found = list(damages(folder, deep=deep))
    if as_json:
        click.echo(json.dumps([{"file": d.file, "reason": d.reason} for d in found], indent=1, ensure_ascii=False))
    else:
        for damage in found:
            click.echo(damage)
        click.echo(f"{folder.name}: {f'{len(found)} damages' if found else 'whole'}")
    if found:
        sys.exit(EXIT_FINDINGS)


@release.command()
@config_option
@site_option
@click.option("--keep", type=click.IntRange(1), help="How many are kept, the current one included [kept_releases].")
@click.option("--dry-run", is_flag=True, help="Say only what would go.")
@wait_option
@json_option
def prune(file: Path | None, site: str | None, keep: int | None, dry_run: bool, wait: bool, as_json: bool) -> None:
    """Take the oldest releases away; never the current one, nor one that a running server still reads."""
    settings = settings_of(file, {"site": site})
    there = _site(file, site)
    from lod.release import Site  # noqa: PLC0415  # 0.3 s

    count = keep or settings.kept_releases
    with progress() as told:
        changing = Site(there.path, told)
        done = changing.tidy(count, dry_run=True) if dry_run else changing.prune(count, wait=wait)
    removed, in_use = [r.id for r in done.removed], [r.id for r in done.in_use]
    if as_json:
        click.echo(json.dumps({"removed": removed, "in_use": in_use, "dry_run": dry_run}, indent=1))
        return
    for identifier in removed:
        click.echo(f"{identifier} {'would be removed' if dry_run else 'removed'}")
    for identifier in in_use:
        click.echo(f"{identifier} stays: somebody reads it")
    if not removed and not in_use:
        click.echo(f"nothing to remove: no more than {count} releases are there")


def _site(file: Path | None, site: str | None) -> Any:
    """The site of the settings, in which there is a release."""
    settings = settings_of(file, {"site": site})
    from lod.release import Site  # noqa: PLC0415  # 0.3 s: the store

    there = Site(settings.site)
    there.current_folder()
    return there
