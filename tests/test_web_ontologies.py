"""The ontologies as documents: one page that says it all, and the same triples in every format."""

import json
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, RDFS, SKOS, Graph, URIRef

from lod import rdf
from lod.diagram import diagram
from lod.iris import W3ID
from lod.model import Model

PPO = "https://w3id.org/propar/onto#"


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_page_has_every_term_under_its_own_anchor(client: FlaskClient, model: Model, language: str) -> None:
    """So that the IRI of a term, opened in a browser, shows that term."""
    page = client.get(f"/onto?lang={language}", headers={"Accept": "text/html"}).text

    for iri, term in model.terms.items():
        if iri.startswith(PPO):
            assert f'id="{iri.removeprefix(PPO)}"' in page
            assert term.label[language] in page.replace("&#39;", "'")


def test_the_document_has_every_term_and_its_alignments(client: FlaskClient, model: Model) -> None:
    """Nothing is left to a second page."""
    graph = Graph().parse(data=client.get("/onto.ttl").data, format="turtle")
    ours = {URIRef(iri) for iri in model.terms if iri.startswith(PPO)}

    assert ours <= set(graph.subjects())
    for term in ours:
        assert set(graph.predicate_objects(term)) == set(model.published.predicate_objects(term))


def test_a_property_is_shown_with_a_real_statement(client: FlaskClient) -> None:
    """Taken from a record of the release."""
    page = client.get("/onto?lang=en", headers={"Accept": "text/html"}).text
    term = page.partition('id="participationIndex"')[2].partition("</article>")[0]

    assert "/id/process/er-65&gt; ppo:participationIndex 6 ." in term
    assert "Indice di partecipazione" in term


def test_a_long_text_is_cut_in_an_example(client: FlaskClient) -> None:
    """The page stays readable; the record has the whole text."""
    page = client.get("/onto?lang=en", headers={"Accept": "text/html"}).text
    examples = re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code>", page, re.DOTALL)

    assert len(examples) > 30
    assert max(map(len, examples)) < 600
    assert any("…" in example for example in examples)


def test_the_table_joins_fields_properties_and_labels(client: FlaskClient) -> None:
    """Also of the fields of parts."""
    page = client.get("/onto?lang=en", headers={"Accept": "text/html"}).text
    table = page.partition('id="table-title"')[2].partition("</table>")[0]

    for expected in ("Total cost", "ppo:totalCost", "Costo complessivo del processo", "dcat:startDate", "Data inizio"):
        assert expected in table


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_diagram_is_on_the_page_and_alone(client: FlaskClient, language: str) -> None:
    """As SVG that parses; on the page its links stay on the host."""
    alone = client.get(f"/onto/diagram.{language}.svg")
    page = client.get(f"/onto?lang={language}", headers={"Accept": "text/html"}).text
    drawn = page.partition("<svg xmlns")[2].partition("</svg>")[0]

    assert alone.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(alone.text).tag.endswith("svg")
    assert "/shapes/Phase" in drawn
    assert "w3id.org/propar" not in drawn


def test_the_diagram_draws_every_field_that_leads_somewhere(model: Model) -> None:
    """One row and one line each."""
    fields = [p for p in model.shapes["Process"].properties.values() if not p.facet_only]
    leading = [p for p in fields if p.part or p.links or p.scheme]
    svg = ElementTree.fromstring(diagram(model, "en"))

    assert len(svg.findall("{*}path")) == len(leading)
    assert f"and {len(fields) - len(leading)} fields" in ElementTree.tostring(svg, encoding="unicode")


def test_boxes_of_the_diagram_do_not_overlap(model: Model) -> None:
    """A picture that can be read."""
    svg = ElementTree.fromstring(diagram(model, "it"))
    sides: dict[str, list[tuple[float, float]]] = {}
    for box in svg.findall("{*}rect[@class='box']"):
        sides.setdefault(box.get("x", ""), []).append((float(box.get("y", 0)), float(box.get("height", 0))))

    assert len(sides) == 2
    for boxes in sides.values():
        for (top, height), (below, _) in zip(sorted(boxes), sorted(boxes)[1:], strict=False):
            assert top + height < below


def test_a_diagram_in_another_language_is_404(client: FlaskClient) -> None:
    """Not the Italian one instead."""
    assert client.get("/onto/diagram.fr.svg").status_code == 404


def test_versions_that_the_ontology_names_lead_to_it(client: FlaskClient) -> None:
    """This one and the one before; no other."""
    for version in ("0.2.0", "0.1.0"):
        assert client.get(f"/onto/{version}").headers["Location"] == "/onto"
    assert client.get("/onto/9.9.9").status_code == 404


def test_an_ontology_in_no_format_of_ours_is_404(client: FlaskClient) -> None:
    """The extension says what is wanted."""
    assert client.get("/onto.exe").status_code == 404
    assert client.get("/alignments.pdf").status_code == 404


EXTENSIONS = {rdf.TURTLE: "ttl", rdf.JSON_LD: "jsonld", rdf.RDF_XML: "rdf", rdf.N_TRIPLES: "nt"}


def published(model: Model) -> list[str]:
    """The path of every ontology, code list, concept, ordered list and shape."""
    lists = [iri for scheme in model.schemes.values() for iri in (scheme.iri, *scheme.labels)]
    ordered = [str(one) for one in model.published.subjects(RDF.type, SKOS.OrderedCollection)]
    shapes = [shape.iri for shape in model.shapes.values()]
    return [iri.removeprefix(W3ID.removesuffix("/")) for iri in (*model.ontologies, *lists, *ordered, *shapes)]


def test_all_that_is_published_is_there_in_every_format(client: FlaskClient, model: Model) -> None:
    """By Accept and by extension: a page, and four times the same triples."""
    context = json.loads(client.get("/context.jsonld").data)["@context"]
    paths = published(model)
    for path in paths:
        assert client.get(path, headers={"Accept": "text/html"}, follow_redirects=True).mimetype == "text/html", path
        graphs = []
        for media_type, extension in EXTENSIONS.items():
            response = client.get(path, headers={"Accept": media_type}, follow_redirects=True)
            alone = response.headers["Content-Location"]

            assert (response.status_code, response.mimetype, alone.endswith(f".{extension}")) == (200, media_type, True)
            assert client.get(alone).data == response.data
            # pages lead to the next one in their own format
            data = response.data.replace(f".{extension}?page=".encode(), b"?page=")
            if media_type == rdf.JSON_LD:
                data = json.dumps({**json.loads(data), "@context": context}).encode()
            graphs.append(set(rdf.canonical(rdf.read(data, media_type))))
        assert len(graphs[0]) > 2, path
        assert all(graph == graphs[0] for graph in graphs), path
    assert len(paths) > 150


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/voc/status/concluso", "usato da 15 processi"),
        ("/voc/participation-level/empowerment", "usato da nessun processo pubblicato qui"),
    ],
)
def test_a_concept_says_how_many_processes_use_it(client: FlaskClient, path: str, said: str) -> None:
    """None too: it is an answer."""
    page = client.get(f"{path}?lang=it", headers={"Accept": "text/html"}, follow_redirects=True).text

    assert said in page


def test_the_document_declares_what_its_axioms_name(client: FlaskClient) -> None:
    """Whoever loads it into a reasoner needs no other file of ours."""
    graph = Graph().parse(data=client.get("/onto.ttl").data, format="turtle")
    above = {o for p in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain) for o in graph.objects(None, p)}

    assert sorted(str(term) for term in above if (term, RDF.type, None) not in graph) == []
    assert len(above) > 8
