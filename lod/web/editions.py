"""The release that is served and those that are kept, as the catalogue has them."""

from flask import abort, current_app

from lod import catalog, release
from lod.catalog import Catalogue, Entry, Facts, Version
from lod.dumps import Dump
from lod.history import History
from lod.release import Release, Site
from lod.sources import datasets
from lod.web.served import Served


def facts_of(served: Served) -> Facts:
    """The facts of the release; 404 for an endpoint, which has none."""
    if served.facts is None:
        abort(404, description="An endpoint has no catalogue of its own; the release that was loaded into it has.")
    return served.facts


def kept(served: Served) -> list[Release]:
    """The releases that are kept, that which is served first."""
    if served.path is None:
        return []
    current = release.opened(served.path)
    others = [other for other in Site(current_app.config["PROPAR"].site).kept() if other.id != current.id]
    return [current, *others]


def composed(served: Served, releases: list[Release]) -> Catalogue:
    """The catalogue of *releases*, of which the first is served."""
    history = History(releases[0].path)
    first = history.releases()[0].issued.date().isoformat() if history.is_known else ""
    return catalog.composed(facts_of(served), served.iris, [_version(found) for found in releases], first)


def entry_of(served: Served, iri: str) -> tuple[Catalogue, Entry] | None:
    """The catalogue and its entry for the source whose dataset is *iri*; None for anything else."""
    if served.path is None or not iri.startswith(served.iris.thing(datasets.KIND, "")):
        return None
    whole = composed(served, [release.opened(served.path)])
    return next(((whole, entry) for entry in whole.sources if entry.iri == iri), None)


def _version(found: Release) -> Version:
    manifest = found.manifest
    dumps = tuple(Dump(**dump) for dump in manifest.get("dumps", ()))
    return Version(found.id, found.issued.date().isoformat(), found.previous or "", int(manifest["records"]), dumps)
