"""Rows: an answer with too many is refused, one with just as many is not."""

import pytest

from lod.errors import LimitError
from lod.rdf import TURTLE
from lod.store.base import CSV, GIVES_SOLUTIONS, GIVES_TRIPLES, SPARQL_JSON, SPARQL_XML, TSV
from lod.store.embedded import EmbeddedStore
from lod.store.rows import refuse_more

# texts that look like the ends of rows
QUERY = """SELECT ?a ?b { VALUES (?a ?b) { ("},{ },{" "</result>") ("\\n\\n\\n" 2) (UNDEF UNDEF) } }"""


@pytest.mark.parametrize("media_type", [SPARQL_JSON, SPARQL_XML, CSV, TSV])
def test_rows_are_counted_exactly(media_type: str) -> None:
    """In each format, whatever the texts are."""
    body = EmbeddedStore().answer(QUERY, {GIVES_SOLUTIONS: media_type}).body
    refuse_more(body, media_type, 3)

    with pytest.raises(LimitError, match="more than 2 rows"):
        refuse_more(body, media_type, 2)


def test_truth_values_and_graphs_have_no_rows() -> None:
    """Only solutions count."""
    store = EmbeddedStore()
    truth = store.answer("ASK {}", {GIVES_SOLUTIONS: SPARQL_XML})
    graph = store.answer("CONSTRUCT { <a:a> <a:b> '},{' } {}", {GIVES_TRIPLES: TURTLE})
    refuse_more(truth.body, truth.media_type, 0)
    refuse_more(graph.body, graph.media_type, 0)

    assert graph.body
