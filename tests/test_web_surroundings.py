"""What is gathered from memory and store is what one query would give."""

import pytest

from lod import nodes, queries, rdf, release
from lod.config import Settings
from lod.model import Model
from lod.release import Release
from lod.store.base import Store
from lod.store.embedded import EmbeddedStore
from lod.store.remote import RemoteStore
from lod.web import surroundings
from lod.web.surroundings import Surroundings

BASE = Settings().base_iri
THINGS = BASE + "id/"


@pytest.fixture(params=["embedded", "remote"])
def store(request: pytest.FixtureRequest, sample: Release) -> Store:
    if request.param == "remote":
        return RemoteStore(request.getfixturevalue("endpoint"), 10, 10_000_000)
    return EmbeddedStore.opened(sample.path / release.STORE)


def _subjects(store: Store) -> list[tuple[str, str]]:
    """A thing of each kind, all processes and code lists, with their documents."""
    rows = store.select("SELECT DISTINCT ?s { ?s a ?class FILTER(!CONTAINS(STR(?s), '#')) } ORDER BY ?s")
    found = [rdf.plain(row["s"]) for row in rows]
    chosen = [*found[::40], *(iri for iri in found if "/process/" in iri or "/source/" in iri or "/region" in iri)]
    return [(iri, iri.replace("/id/", "/doc/").replace(BASE + "voc/", BASE + "doc/voc/")) for iri in chosen]


def test_nothing_is_missing_and_nothing_is_added(store: Store, model: Model) -> None:
    """Of things of all kinds, the first time and from memory."""
    labels = model.label_predicates
    gathering = Surroundings(store, THINGS, labels)
    for subject, document in _subjects(store):
        whole = nodes.in_order(store.construct(queries.describe(subject, document, THINGS, labels)))
        for _ in range(2):
            assert gathering.of(subject, document) == whole, subject


def test_parts_of_parts_and_of_others_are_told(model: Model) -> None:
    """A part that only another part, or only another thing, leads to; the parts of a thing that is named."""
    this, other, document = (f"{BASE}{path}" for path in ("id/x/1", "id/x/2", "doc/x/1"))
    lines = [
        (this, "p", f"{this}#a"),
        (f"{this}#a", "p", f"{this}#b"),
        (f"{this}#b", "p", "http://example.org/c"),
        (this, "p", other),
        (other, "p", f"{this}#d"),
        (other, "p", f"{other}#e"),
        (f"{other}#e", "p", "http://example.org/f"),
        (f"{this}#d", "p", "http://example.org/g"),
        (document, "p", "http://example.org/h"),
    ]
    store = EmbeddedStore()
    store.add(rdf.Triple(rdf.NamedNode(s), rdf.NamedNode(BASE + p), rdf.NamedNode(o)) for s, p, o in lines)
    found = Surroundings(store, THINGS, model.label_predicates).of(this, document)

    assert len(list(nodes.statements(found))) == len(lines)


def test_what_is_kept_is_bounded(sample: Release, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for almost nothing all is asked again, and said all the same."""
    monkeypatch.setattr(surroundings, "MAX_KEPT", 3)
    store = EmbeddedStore.opened(sample.path / release.STORE)
    gathering = Surroundings(store, THINGS, model.label_predicates)
    subject, document = THINGS + "process/er-65", BASE + "doc/process/er-65"
    whole = store.construct(queries.describe(subject, document, THINGS, model.label_predicates))

    assert [gathering.of(subject, document) for _ in range(2)] == [nodes.in_order(whole)] * 2
