"""The dumps of the release, and of those that are kept: a page of them, and each file."""

import base64
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, render_template, request, send_from_directory

from lod import dumps as made
from lod.dumps import Part
from lod.release import Release, Site, opened
from lod.web import signposts
from lod.web.responses import FRESH, shown
from lod.web.served import Served

dumps = Blueprint("dumps", __name__)

_COMPRESSED = {"gzip": "application/gzip", "zstd": "application/zstd"}
# no file of a release ever changes
_FOR_EVER = "public, max-age=31536000, immutable"
_TAG_CHARACTERS = 24
# what people call the formats, in the order of the page
_NAMES = {
    "text/csv": "CSV",
    "application/csvm+json": "CSVW",
    "application/vnd.apache.parquet": "Parquet",
    "application/geo+json": "GeoJSON",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF/XML",
    "application/ld+json": "JSON-LD",
    "application/x-ndjson": "JSON Lines",
}


@dumps.get("/dumps")
def overview() -> Response:
    """What there is: by what it holds, then by format, each as it is compressed."""
    told = sorted(_current().manifest.get("dumps", ()), key=_order)
    parts = [
        (part, [list(same) for _, same in groupby(files, key=lambda dump: dump["media_type"])])
        for part, files in groupby(told, key=lambda dump: Part(dump["covers"], dump.get("source", "")))
    ]
    titles = {source["name"]: source["title"] for source in _current().manifest["sources"]}
    link = signposts.link(f"{g.root}/dumps/{made.SUMS}", "describedby")
    return shown(render_template("dumps.html", parts_of=parts, titles=titles, names=_NAMES, sums=made.SUMS), link)


@dumps.get("/dumps/<file>")
def of_current(file: str) -> Response:
    """A file of the current release."""
    return _file(_current(), file, FRESH)


@dumps.get("/releases/<release>/dumps/<file>")
def of_release(release: str, file: str) -> Response:
    """A file of a release that is kept; what is there once stays the same."""
    kept = next((there for there in _kept() if there.id == release), None)
    if kept is None:
        abort(404, description=f"There is no release {release} here.")
    response = _file(kept, file, _FOR_EVER)
    response.headers["X-Release"] = kept.id
    return response


def _order(dump: Mapping[str, Any]) -> tuple[Any, ...]:
    """Tables for everyone first, then the parts of the graph, then sources alone; formats as people know them."""
    parts = ("data", "vocabularies", "all")
    covers = dump["covers"]
    place = parts.index(covers) if covers in parts else -1
    return dump.get("source", ""), place, covers, [*_NAMES].index(dump["media_type"]), len(dump["path"]), dump["path"]


def _kept() -> list[Release]:
    served: Served = g.served
    return [] if served.path is None else Site(current_app.config["PROPAR"].site).kept()


def _current() -> Release:
    served: Served = g.served
    if served.path is None:
        abort(404, description="An endpoint has no dumps of its own; the release that was loaded into it has.")
    return opened(served.path)


def _file(of: Release, name: str, freshness: str) -> Response:
    """The file *name*, whole or the range that was asked for, with its checksum."""
    path = f"{made.FOLDER}/{name}"
    told = of.manifest["files"].get(path)
    if told is None:
        abort(404, description=f"There is nothing at {request.path}.")
    response = send_from_directory(
        Path(of.path).resolve() / made.FOLDER,
        name,
        mimetype=_media_type(of, path),
        etag=told["sha256"][:_TAG_CHARACTERS],
        last_modified=g.served.modified,
        conditional=True,
    )
    response.headers["Cache-Control"] = freshness
    # of the whole file, whatever part of it this is (RFC 9530)
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(told['sha256'])).decode()}:"
    return response


def _media_type(of: Release, path: str) -> str:
    """What the bytes are, without charset, which Flask adds to texts: of a compressed file, the compression."""
    dump = next((dump for dump in of.manifest.get("dumps", ()) if dump["path"] == path), None)
    if dump is None:
        return "text/plain"
    plain: str = dump["media_type"]
    return _COMPRESSED.get(dump["compression"]) or plain
