"""What the commands on releases print: lists of them, one of them, what changed between two."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import click

_SIGNS = {"added": "+", "changed": "~", "withdrawn": "-"}
_COLUMNS = ("RELEASE", "ISSUED", "RECORDS", "TRIPLES", "FINDINGS", "SIZE", "")
_TIME = "%Y-%m-%dT%H:%M:%SZ"


def tell_list(site: Any, *, as_json: bool) -> None:
    """Prints the releases of *site*, newest first.

    Raises:
        ReleaseError: none of them can be read.
    """
    facts = [_facts(site, release) for release in site.kept()]
    if not facts:
        # tells why
        site.current()
    if as_json:
        click.echo(json.dumps(facts, indent=1, ensure_ascii=False))
        return
    rows = [_COLUMNS, *(_row(fact) for fact in facts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    for row in rows:
        cells = (
            # names to the left, numbers to the right
            cell.rjust(width) if 1 < column < len(row) - 1 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join(cells).rstrip())
    if not any(fact["current"] for fact in facts):
        click.echo(f"lod: {site.target()}: the current release is damaged; see: lod release verify", err=True)


def tell_release(site: Any, release: Any) -> None:
    """Prints what the manifest of *release* says."""
    facts = _facts(site, release)
    said = release.manifest
    click.echo(f"Release {release.id}{', the current one' if facts['current'] else ''}")
    for name, value in (
        ("issued", f"{facts['issued']} by {said['made_by']}"),
        ("before it", release.previous or "none"),
        ("IRIs", said["base_iri"]),
        *(("source", f"{s['title']} ({s['prefix']}), {s['licence']}") for s in said["sources"]),
        ("records", f"{facts['records']:,} published, kept of the rejected: {len(said['rejected'])} files"),
        ("triples", f"{facts['triples']:,}"),
        ("findings", ", ".join(f"{count:,} {severity}" for severity, count in facts["findings"].items())),
        ("files", f"{len(said['files']):,}, {_size(facts['bytes'])}"),
        ("folder", facts["path"]),
    ):
        click.echo(f"{name:>10}  {value}")


def tell_changes(found: Iterable[Any], *, statements: bool) -> None:
    """Prints *found* for people, as they come, and what they are together."""
    kinds: Counter[str] = Counter()
    removed = added = 0
    for change in found:
        kinds[change.kind] += 1
        removed += len(change.removed)
        added += len(change.added)
        counts = f"-{len(change.removed)} +{len(change.added)}"
        click.echo(f"{_SIGNS[change.kind]} {change.document} {counts}")
        if statements:
            for sign, triples in (("-", change.removed), ("+", change.added)):
                for triple in triples:
                    click.echo(f"  {sign} {triple} .")
    counted = ", ".join(f"{kinds[kind]} {kind}" for kind in _SIGNS)
    click.echo(f"{kinds.total()} documents: {counted}; {removed} statements removed, {added} added")


def tell_changes_as_json(found: Iterable[Any]) -> None:
    """Prints *found* as one array, object by object as they come; statements are N-Triples."""
    separator = "["
    for change in found:
        said = {
            "document": change.document,
            "kind": change.kind,
            "removed": [f"{triple} ." for triple in change.removed],
            "added": [f"{triple} ." for triple in change.added],
        }
        click.echo(separator)
        click.echo(f" {json.dumps(said, ensure_ascii=False)}", nl=False)
        separator = ","
    click.echo("[]" if separator == "[" else "\n]")


def _facts(site: Any, release: Any) -> dict[str, Any]:
    said = release.manifest
    return {
        "id": release.id,
        "issued": release.issued.strftime(_TIME),
        "previous": release.previous,
        "current": release.path == site.path / site.target(),
        "records": said["records"],
        "triples": said["triples"],
        "findings": said["findings"],
        "bytes": sum(file["bytes"] for file in said["files"].values()),
        "path": str(release.path),
    }


def _row(facts: dict[str, Any]) -> tuple[str, ...]:
    findings = " ".join(f"{count:,} {severity}" for severity, count in facts["findings"].items())
    sizes = (f"{facts['records']:,}", f"{facts['triples']:,}", findings, _size(facts["bytes"]))
    return (facts["id"], facts["issued"], *sizes, "current" if facts["current"] else "")


def _size(count: int) -> str:
    """A number of bytes for people: ``4.1 MB``."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":  # noqa: PLR2004  # the next unit
            break
        size /= 1000
    return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
