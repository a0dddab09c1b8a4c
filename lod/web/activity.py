"""The changes as activities (Activity Streams 2.0, ordered as IIIF Change Discovery has it): oldest first."""

import json
from typing import Any

from flask import Blueprint, Response, abort, g

from lod.history import History, Version
from lod.web.negotiation import ACTIVITIES
from lod.web.past import kept
from lod.web.responses import FRESH, made, sent
from lod.web.served import Served

activity = Blueprint("activity", __name__)

ITEMS = 100
_CONTEXT = "http://iiif.io/api/discovery/1/context.json"
_MAX_PAGE = 1_000_000


@activity.get("/activity")
def collection() -> Response:
    """All changes: how many there are, and the first and the last page of them."""
    total = _history().total()
    return _sent(
        {
            "@context": _CONTEXT,
            "id": _address(),
            "type": "OrderedCollection",
            "totalItems": total,
            "first": _page(1),
            "last": _page(_pages(total)),
        }
    )


@activity.get("/activity/<int:number>")
def page(number: int) -> Response:
    """A page of changes: what each document says since when, and what was withdrawn."""
    history = _history()
    pages = _pages(history.total())
    if not 1 <= number <= min(pages, _MAX_PAGE):
        abort(404, description=f"There is no page {number}.")
    start = (number - 1) * ITEMS
    neighbours = {"prev": number - 1, "next": number + 1}
    return _sent(
        {
            "@context": _CONTEXT,
            **_page(number),
            "startIndex": start,
            "partOf": {"id": _address(), "type": "OrderedCollection"},
            **{name: _page(other) for name, other in neighbours.items() if 1 <= other <= pages},
            "orderedItems": [_item(version) for version in history.versions(ITEMS, start)],
        }
    )


def _history() -> History:
    """That of the release which is served; ends with 404 where there is none."""
    return kept(g.served)[-1].history


def _pages(total: int) -> int:
    return max(1, -(-total // ITEMS))


def _address(number: int = 0) -> str:
    served: Served = g.served
    return f"{served.iris.base}activity" + (f"/{number}" if number else "")


def _page(number: int) -> dict[str, str]:
    return {"id": _address(number), "type": "OrderedCollectionPage"}


def _item(version: Version) -> dict[str, Any]:
    return {
        "type": "Delete" if version.is_gone else "Update",
        "endTime": version.since.issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "object": {"id": version.document, "type": "Document"},
    }


def _sent(said: dict[str, Any]) -> Response:
    body = json.dumps(said, indent=1, ensure_ascii=False).encode() + b"\n"
    return sent(made(body, ACTIVITIES.content_type), FRESH)
