"""Answers to the queries of strangers: one that was given in this release is given again without asking."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, g, request
from flask.sansio.app import App

from lod.config import Settings
from lod.store.base import Answer
from lod.store.budget import Budget
from lod.store.gate import Gate
from lod.web.protocol import Asked
from lod.web.received import ASKER
from lod.web.served import Served

_GATE = "propar-gate"
# one answer does not drive out all the others
_MAX_SHARE = 8
# what may be another answer each time
_CHANGES = re.compile(r"\b(?:now|rand|uuid|struuid|bnode|service)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer and the strong ETag of its bytes."""

    answer: Answer
    etag: str


def install(app: App) -> None:
    """Gives *app* its gate, which outlives releases."""
    settings: Settings = app.config["PROPAR"]
    budget = Budget(settings.client_budget_s)
    app.extensions[_GATE] = Gate(settings.query_workers, settings.max_waiting, budget)


def given(asked: Asked, media_types: Mapping[bool, str]) -> Given:
    """The answer of the release that is served, for the client of this request.

    Args:
        asked: The query.
        media_types: See `Store.answer`.

    Raises:
        StoreError: see `Guard.answer` and `Gate.entered`.
    """
    served: Served = g.served
    key = (hashlib.sha256(asked.query.encode(errors="surrogatepass")).digest(), asked.is_empty, *media_types.items())
    with served.lock:
        kept: Given | None = served.answers.get(key)
    if kept is not None:
        return kept
    gate: Gate = current_app.extensions[_GATE]
    with gate.entered(request.remote_addr or ""):
        answer = served.guard.answer(
            asked.query, media_types, is_empty=asked.is_empty, asker=request.environ.get(ASKER)
        )
    made = Given(answer, hashlib.sha256(answer.body).hexdigest()[:24])
    if len(answer.body) * _MAX_SHARE < served.answers.maxsize and not _CHANGES.search(asked.query):
        with served.lock:
            served.answers[key] = made
    return made
