"""What the editor completes: our own vocabulary, named as a query names it."""

import re

import pytest
from flask.testing import FlaskClient

from lod.model import Model
from lod.store.embedded import EmbeddedStore
from lod.web.query_terms import known

PREFIXED = re.compile(r"[\w-]+:[\w-]+", re.ASCII)


def test_every_class_property_and_concept_has_a_name(model: Model) -> None:
    """Those of the shapes and those of the ontology; each once."""
    terms = known(model)["terms"]
    iris = [term["iri"] for term in terms]
    predicates = {prop.path[0] for shape in model.shapes.values() for _, prop in model.paths(shape)}

    assert len(set(iris)) == len(iris)
    assert {*model.by_target, *predicates, *model.concept_labels} <= set(iris)


def test_names_are_names_of_sparql(model: Model) -> None:
    """An engine reads each of them, with the prefix that goes with it, as the IRI that it stands for."""
    found = known(model)
    wrong = []
    for term in found["terms"]:
        prefix = term["name"].partition(":")[0]
        declared = f"PREFIX {prefix}: <{found['prefixes'][prefix]}> " if PREFIXED.fullmatch(term["name"]) else ""
        (row,) = EmbeddedStore().select(f"{declared}SELECT (STR({term['name']}) AS ?iri) {{}}")
        if row["iri"].value != term["iri"]:
            wrong.append(term)

    assert wrong == []


def test_labels_are_in_both_languages(model: Model) -> None:
    """Of all that is ours."""
    ours = [term for term in known(model)["terms"] if "propar" in term["iri"]]

    assert [term["iri"] for term in ours if set(term["label"]) != {"it", "en"}] == []
    assert len(ours) > 200


def test_it_is_kept_by_who_has_it(client: FlaskClient) -> None:
    """The second time 304."""
    first = client.get("/sparql/terms.json")
    second = client.get("/sparql/terms.json", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.content_type, second.status_code) == (200, "application/json", 304)


@pytest.mark.parametrize("kind", ["class", "property", "constant"])
def test_there_is_each_kind(client: FlaskClient, kind: str) -> None:
    """As the editor shows them."""
    assert kind in {term["kind"] for term in client.get("/sparql/terms.json").json["terms"]}
