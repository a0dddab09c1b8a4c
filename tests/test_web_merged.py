"""The merged view: what all sources say of one thing, and which statement comes from which of them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from lod import build
from lod.config import Settings, SourceSettings
from lod.model import Model
from lod.web.application import create_app
from tests.conftest import page_of

ID = "https://w3id.org/propar/id/process/"
DOC = "https://w3id.org/propar/doc/process/"
DCT = "http://purl.org/dc/terms/"
PROCESS = ("Processo", "Stato di avanzamento", "Concluso", "Costo complessivo del processo")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, model: Model, few_places: Path) -> FlaskClient:
    """Two copies of one register that do not say the same of its only process; and a process of one source."""
    folder = tmp_path_factory.mktemp("merged")
    for name in ("one", "other"):
        (folder / name).mkdir()
    (folder / "one" / "1.txt").write_text(page_of(1, *PROCESS, "1.000,00 €", title="Piazza <b>di tutti"), "utf-8")
    (folder / "other" / "1.txt").write_text(page_of(1, *PROCESS, "2.000,00 €", title="Piazza <b>di tutti"), "utf-8")
    (folder / "one" / "2.txt").write_text(page_of(2), "utf-8")
    sources = tuple(
        SourceSettings(name, "osservatorio", folder / name, prefix, title=title, publisher="Comune di Piacenza")
        for name, prefix, title in (("one", "er", "Registro"), ("other", "cp", "Copia del registro"))
    )
    settings = replace(Settings(), site=folder / "site", sources=sources, reference_dir=few_places)
    build.build(settings, model)
    return create_app(settings).test_client()


def quads(client: FlaskClient, path: str) -> list[Quad]:
    form = RdfFormat.TRIG if path.endswith(".trig") else RdfFormat.N_QUADS
    return list(parse(client.get(path).data, format=form))


def page(client: FlaskClient, path: str) -> str:
    return re.sub(r"\s+", " ", client.get(path, headers={"Accept": "text/html"}).text)


@pytest.mark.parametrize("key", ["er-1", "cp-1"])
def test_each_statement_stands_in_the_graph_of_the_document_that_makes_it(client: FlaskClient, key: str) -> None:
    """Whichever of the two was asked for."""
    costs = {
        (q.subject.value, q.object.value, q.graph_name.value)
        for q in quads(client, f"/merged/process/{key}.trig")
        if q.predicate.value.endswith("totalCost")
    }

    assert costs == {(f"{ID}er-1", "1000", f"{DOC}er-1"), (f"{ID}cp-1", "2000", f"{DOC}cp-1")}


def test_what_is_the_same_as_the_same_is_merged_too(tmp_path: Path, model: Model, few_places: Path) -> None:
    """A row declares one record, whose number a third source has: the view of each shows all three."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.txt").write_text(page_of(1, title="Piazza"), "utf-8")
    (tmp_path / "r.csv").write_text("Codice,Titolo,Scheda\nA,Il fiume,er-1\n", "utf-8")
    columns = '[columns."Titolo"]\nfield = "title"\n[columns."Scheda"]\nfield = "sameAs"\n'
    (tmp_path / "p.toml").write_text(f'name = "R"\nkey = "Codice"\n{columns}', "utf-8")
    sources = (
        SourceSettings("one", "osservatorio", tmp_path / "one", "er"),
        SourceSettings("other", "osservatorio", tmp_path / "other", "cp"),
        SourceSettings("comune", "register", tmp_path / "r.csv", "pc", profile=tmp_path / "p.toml"),
    )
    settings = replace(Settings(), site=tmp_path / "site", sources=sources, reference_dir=few_places)
    build.build(settings, model)
    asked = create_app(settings).test_client()
    graphs = {
        key: {q.graph_name.value for q in quads(asked, f"/merged/process/{key}.nq") if q.graph_name != DefaultGraph()}
        for key in ("er-1", "cp-1", "pc-A")
    }

    assert set(map(frozenset, graphs.values())) == {frozenset({f"{DOC}er-1", f"{DOC}cp-1", f"{DOC}pc-A"})}


def test_provenance_is_said_of_the_graphs(client: FlaskClient) -> None:
    """Page of origin, source and licence of each document stand in the default graph."""
    about = [q for q in quads(client, "/merged/process/er-1.nq") if q.graph_name == DefaultGraph()]
    said = {(q.subject.value, q.predicate.value.rpartition("/")[2].rpartition("#")[2]) for q in about}

    assert {
        (f"{DOC}{key}", name) for key in ("er-1", "cp-1") for name in ("wasDerivedFrom", "inDataset", "license")
    } <= said
    assert all(q.subject in (NamedNode(f"{DOC}er-1"), NamedNode(f"{DOC}cp-1")) for q in about)


def test_both_formats_say_the_same(client: FlaskClient) -> None:
    """Quad for quad."""
    assert set(quads(client, "/merged/process/er-1.trig")) == set(quads(client, "/merged/process/er-1.nq"))


def test_the_page_says_who_says_what(client: FlaskClient) -> None:
    """A value of both sources once, with both; two values that differ are marked."""
    text = page(client, "/merged/process/er-1?lang=en")
    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*€1,000\.00.*?</tr>", text)
    (value,) = re.findall(r"<li><div>(?:(?!<li><div>).)*€1,000\.00.*?</ul></li>", row)
    (status,) = re.findall(r"<li><div>(?:(?!<li><div>).)*Closed</a>.*?</ul></li>", text)

    assert "the sources differ" in row
    assert ("Registro" in value, "Copia del registro" in value) == (True, False)
    assert ("Registro" in status, "Copia del registro" in status) == (True, True)
    assert "Piazza &lt;b&gt;di tutti" in text
    assert "<b>di tutti" not in text


def test_the_page_is_in_italian_too(client: FlaskClient) -> None:
    """As every page."""
    assert "le fonti non concordano" in page(client, "/merged/process/er-1?lang=it")


def test_the_page_of_a_process_leads_to_the_merged_view(client: FlaskClient) -> None:
    """Only where there is one."""
    assert 'href="/merged/process/er-1?lang=en"' in page(client, "/doc/process/er-1?lang=en")
    assert "/merged/" not in page(client, "/doc/process/er-2")


@pytest.mark.parametrize(
    "path", ["/merged/process/er-2", "/merged/process/er-9", "/merged/nothing/x", "/merged/process/%00"]
)
def test_where_nothing_is_merged_there_is_nothing(client: FlaskClient, path: str) -> None:
    """404 for one source, for none, and for what is no key."""
    assert client.get(path).status_code == 404


def test_a_format_that_is_not_there_is_refused(client: FlaskClient) -> None:
    """With the list of those that are."""
    answer = client.get("/merged/process/er-1", headers={"Accept": "image/png"})

    assert answer.status_code == 406
    assert "application/trig" in answer.text


def test_a_source_is_a_dataset_with_its_quality(client: FlaskClient) -> None:
    """Its page says who holds the rights; its data say how complete its fields are."""
    text = page(client, "/doc/dataset/one?lang=en")
    data = client.get("/doc/dataset/one.nt").text

    assert "Registro" in text
    assert 'dataset/one#completeness-totalcost> <http://www.w3.org/ns/dqv#value> "0.5"' in data
    assert 'dataset/one#records> <http://www.w3.org/ns/dqv#value> "2"' in data
    assert (
        f"<https://w3id.org/propar/id/dataset/one> <{DCT}rightsHolder> <https://w3id.org/propar/id/agent/c_g535>"
        in data
    )
