"""The past of the release that is served: those before it that are kept, each with its history."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, current_app, request

from lod.history import History, Past, Version, lines
from lod.iris import VOCABULARIES
from lod.rdf import N_TRIPLES, Triple, read
from lod.release import DATA, Release, Site
from lod.web.served import Served


@dataclass(frozen=True, slots=True)
class Kept:
    """A release whose files are there.

    Args:
        past: When it was published.
        release: The release.
        history: What it tells of the past.
    """

    past: Past
    release: Release
    history: History

    def statements(self, version: Version) -> list[bytes]:
        """The N-Triples lines of a document as this release says it; none of one that is gone."""
        with (self.release.path / DATA).open("rb") as data:
            return lines(data, version.start, version.length)

    def triples(self, version: Version) -> list[Triple]:
        """The statements of a document as this release says it."""
        return list(read(b"".join(self.statements(version)), N_TRIPLES))


def kept(served: Served) -> Sequence[Kept]:
    """The releases that led to the one that is served and are kept, that one last.

    What was published after a release to which somebody went back is no part of its past. An endpoint has none, nor has
    a release of a version of this software that did not note it: such a request ends with 404.
    """
    if served.path is None or not (history := History(served.path)).is_known:
        abort(404, description=f"There is nothing at {request.path}: what is served here has no history.")
    past = {one.id: one for one in history.releases()}
    found = {}
    for release in Site(current_app.config["PROPAR"].site).kept():
        told = History(release.path)
        if release.id in past and told.is_known and told.releases()[-1].number == past[release.id].number:
            found[release.id] = Kept(past[release.id], release, told)
    return sorted(found.values(), key=lambda one: one.past.number)


def named(served: Served, identifier: str) -> tuple[Kept, Kept | None]:
    """The kept release of that name, and the one that is kept before it; ends with 404 if there is none."""
    known = {one.past.number: one for one in kept(served)}
    found = next((one for one in known.values() if one.past.id == identifier), None)
    if found is None:
        abort(404, description=f"There is no release {identifier} here.")
    return found, known.get(found.past.number - 1)


def about(served: Served, document: str) -> str:
    """What a document is about: a thing, a code list or a concept; a term of another namespace is about itself."""
    path = document.removeprefix(f"{served.iris.base}doc/")
    if path == document:
        return document
    return VOCABULARIES + path.removeprefix("voc/") if path.startswith("voc/") else f"{served.iris.base}id/{path}"
