"""Whoever asked: what is done for one who left is stopped, and nothing else."""

import json
import time
from collections.abc import Iterator
from threading import Timer

import pytest

from lod import release
from lod.errors import AskerGoneError
from lod.rdf import TURTLE
from lod.release import Release
from lod.store.asker import Asker
from lod.store.base import GIVES_SOLUTIONS, GIVES_TRIPLES, SPARQL_JSON
from lod.store.embedded import EmbeddedStore
from lod.store.guard import Guard
from lod.store.screen import Screened

FORMATS = {GIVES_SOLUTIONS: SPARQL_JSON, GIVES_TRIPLES: TURTLE}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def guard(sample: Release) -> Iterator[Guard]:
    made = Guard(sample.path / release.STORE, timeout_s=60, max_bytes=200_000, workers=1)
    yield made
    made.close()


def test_leaving_stops_what_is_being_done() -> None:
    """And nothing that comes after it."""
    stopped = []
    asker = Asker()
    with asker.stopping(lambda: stopped.append("first")):
        """Ends before."""
    with asker.stopping(lambda: stopped.append("second")):
        asker.leave()

    assert asker.is_gone
    assert stopped == ["second"]


def test_nothing_is_begun_for_one_who_has_left() -> None:
    """Nobody would read it."""
    asker = Asker()
    asker.leave()

    with pytest.raises(AskerGoneError), asker.stopping(print):
        raise AssertionError


def test_a_query_ends_with_its_asker(guard: Guard) -> None:
    """Long before the deadline, without being asked again, and the next one is answered."""
    asker = Asker()
    begun = time.monotonic()
    leaving = Timer(0.5, asker.leave)
    leaving.start()
    with pytest.raises(AskerGoneError):
        guard.answer(ENDLESS, FORMATS, asker=asker)
    leaving.join()

    assert json.loads(guard.answer("ASK { ?s ?p ?o }", FORMATS, asker=Asker()).body)["boolean"]
    assert time.monotonic() - begun < 30


def test_another_engine_is_not_asked_for_one_who_has_left() -> None:
    """What it would cost there is saved."""
    asker = Asker()
    asker.leave()

    with pytest.raises(AskerGoneError):
        Screened(EmbeddedStore(), 10).answer("ASK {}", FORMATS, asker=asker)
