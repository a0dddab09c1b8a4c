"""The index: every list gives the same rows, in the same order, as the SPARQL query that stands under it."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lod import index, rdf, release
from lod.errors import ReleaseError
from lod.index import Index, choices
from lod.iris import Iris
from lod.model import Model
from lod.release import Release
from lod.shapes import NodeShape
from lod.store.base import Store
from lod.store.embedded import EmbeddedStore
from lod.store.remote import RemoteStore
from lod.web.lists import Asked, sparql
from lod.web.served import Served


@pytest.fixture(scope="module", params=["embedded", "remote"])
def served(
    request: pytest.FixtureRequest, sample: Release, model: Model, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The sample with an index filled from the embedded store, and from the endpoint."""
    store: Store = EmbeddedStore.opened(sample.path / release.STORE)
    if request.param == "remote":
        store = RemoteStore(request.getfixturevalue("endpoint"))
    path = tmp_path_factory.mktemp("index") / "index.sqlite"
    index.build(store, model, path)
    with Flask("test").app_context():
        yield Served("x", Iris(), model, store, Index(path), store)


@pytest.fixture(scope="module")
def shape(model: Model) -> NodeShape:
    return model.shapes["Process"]


def by_sparql(served: Served, shape: NodeShape, asked: Asked) -> list[str]:
    found = served.index.listing(shape, asked.filters, asked.text, limit=1000)
    return [rdf.plain(row["thing"]) for row in served.store.select(sparql(served, shape, asked, found))]


def by_index(served: Served, shape: NodeShape, asked: Asked) -> list[str]:
    return [row.iri for row in served.index.listing(shape, asked.filters, asked.text, limit=1000).rows]


def test_the_whole_list_is_the_query(served: Served, shape: NodeShape) -> None:
    """All 26, newest first, and of one year the higher number first."""
    asked = Asked({}, "", 1)

    assert by_index(served, shape, asked) == by_sparql(served, shape, asked)
    assert len(by_index(served, shape, asked)) == 26


def test_every_choice_of_every_facet_is_the_query(served: Served, shape: NodeShape) -> None:
    """Rows, order and count of each."""
    everything = served.index.listing(shape, {}, limit=1)
    tried = 0
    for name, offered in everything.facets.items():
        for choice in offered:
            asked = Asked({name: choice.key}, "", 1)
            rows = by_index(served, shape, asked)
            tried += 1

            assert rows == by_sparql(served, shape, asked)
            assert len(rows) == choice.count
    assert tried > 40


def test_two_filters_at_once_are_the_query(served: Served, shape: NodeShape) -> None:
    """Also where nothing fits both."""
    for status, nature in product(("concluso", "progetto"), ("certificato-finanziato", "non-certificato")):
        asked = Asked({"status": status, "nature": nature}, "", 1)

        assert by_index(served, shape, asked) == by_sparql(served, shape, asked)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("energetica", 3),
        ("comunità ENERGETICA", 3),
        ("citta", 5),
        ("città", 5),
        ("CITTÀ sentieri", 1),
        ("piacenza", 2),
        ("l'olmatello", 1),
        ("zzz", 0),
    ],
)
def test_a_search_is_the_query(served: Served, shape: NodeShape, text: str, count: int) -> None:
    """Case and accents do not matter; a word may be the beginning of one."""
    asked = Asked({}, text, 1)

    assert by_index(served, shape, asked) == by_sparql(served, shape, asked)
    assert len(by_index(served, shape, asked)) == count


@pytest.mark.parametrize(
    "text", ['"', "* OR 1", "NEAR(a b)", "a\x00b", "'; DROP TABLE thing; --", "{col}: x", "(", "🙂"]
)
def test_a_search_is_words_and_never_syntax(served: Served, shape: NodeShape, text: str) -> None:
    """What FTS5 would take for an operator is a word, or nothing."""
    assert served.index.listing(shape, {}, text).total <= 26


def test_facet_counts_obey_the_other_filters(served: Served, shape: NodeShape) -> None:
    """A count says how many there will be after the click."""
    found = served.index.listing(shape, {"nature": "non-certificato"})
    for choice in found.facets["status"]:
        both = served.index.listing(shape, {"nature": "non-certificato", "status": choice.key})

        assert both.total == choice.count


def test_a_chosen_facet_still_offers_its_other_choices(served: Served, shape: NodeShape) -> None:
    """One can change one's mind."""
    found = served.index.listing(shape, {"nature": "non-certificato"})

    assert [choice.key for choice in found.facets["nature"] if choice.chosen] == ["non-certificato"]
    assert len(found.facets["nature"]) == 3


def test_the_choices_of_a_chosen_facet_are_those_of_the_list_without_it(served: Served, shape: NodeShape) -> None:
    """With the same counts, whatever else is chosen and searched."""
    others = {"status": "concluso", "participationType": "volontaria"}
    chosen = served.index.listing(shape, {**others, "nature": "non-certificato"}, "di").facets["nature"]
    without = served.index.listing(shape, others, "di").facets["nature"]

    assert [(choice.key, choice.count) for choice in chosen] == [(choice.key, choice.count) for choice in without]
    assert [choice.key for choice in chosen if choice.chosen] == ["non-certificato"]
    assert len(chosen) > 1


def test_choices_are_counted_once_for_all_pages_and_once_more_for_each_filter(
    served: Served, shape: NodeShape, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large list it is they that take the time."""
    asked: list[int] = []
    count = choices._count

    def counting(*about: Any) -> Any:
        asked.append(1)
        return count(*about)

    monkeypatch.setattr(choices, "_count", counting)
    filters = {"status": "concluso", "nature": "certificato-finanziato", "participationType": "volontaria"}
    for offset in (0, 5, 10):
        served.index.listing(shape, filters, "comunità", 5, offset)

    assert len(asked) == 1 + len(filters)


def test_a_filter_that_nothing_has_gives_nothing_and_says_so(served: Served, shape: NodeShape) -> None:
    """A mistyped key is not ignored."""
    found = served.index.listing(shape, {"status": "mistyped"})

    assert (found.total, list(found.rows), found.unknown) == (0, [], {"status": "mistyped"})


def test_pages_are_cuts_of_one_order(served: Served, shape: NodeShape) -> None:
    """No row twice, none lost between two pages."""
    whole = [row.iri for row in served.index.listing(shape, {}, limit=100).rows]
    pages = [
        row.iri for start in range(0, 30, 7) for row in served.index.listing(shape, {}, limit=7, offset=start).rows
    ]

    assert pages == whole


def test_a_missing_index_is_a_release_error(tmp_path: Path) -> None:
    """SQLite would make an empty one."""
    with pytest.raises(ReleaseError):
        Index(tmp_path / "none.sqlite")

    assert list(tmp_path.iterdir()) == []
