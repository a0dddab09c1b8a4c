"""Adding a field: a term, a shape, a row of a reader's table, and it is everywhere."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, page_of

TERM = """
ppo:motto a owl:DatatypeProperty ;
  rdfs:label "Motto del processo"@it , "Motto of the process"@en ;
  rdfs:comment "Il motto."@it , "The motto."@en ;
  rdfs:domain ppo:ParticipatoryProcess ; rdfs:range xsd:string ; vs:term_status "stable" ;
  rdfs:isDefinedBy <https://w3id.org/propar/onto> .
"""
SHAPE = """
ppsh:Process-motto a sh:PropertyShape ;
  sh:path ppo:motto ;
  sh:name "Motto del processo"@it , "Motto of the process"@en ;
  sh:description "Il motto."@it , "The motto."@en ;
  sh:order 99 ; sh:group ppsh:group-process ;
  sh:datatype xsd:string ; sh:pattern "^[A-Z]" ;
  sh:severity sh:Warning ;
  sh:message "Atteso un testo con la maiuscola."@it , "A text with a capital is expected."@en ;
  browse:facet true ; browse:column 8 ; browse:search true .
"""
ROW = '    Label("Motto", "motto"),\n'
LOOK = """
import json
from dataclasses import replace
from pathlib import Path
from lod import config, model
from lod.build import build
from lod.web.application import create_app
source = replace(config.OSSERVATORIO, path=Path("pages"))
settings = replace(config.Settings(), site=Path("site"), sources=(source,), reference_dir=Path("reference"))
outcome = build(settings, model.load(settings.ontology_dir, settings.shapes_dir))
client = create_app(settings).test_client()
def got(path, language="it"):
    return client.get(path, headers={"Accept": "text/html", "Accept-Language": language}).data.decode()
print(json.dumps({
    "findings": [f.as_json() for f in outcome.findings if f.field == "motto"],
    "turtle": got("/doc/process/er-1.ttl"),
    "document": json.loads(got("/doc/process/er-1.jsonld")),
    "context": json.loads(got("/context.jsonld"))["@context"].get("motto"),
    "page": got("/doc/process/er-1.html"),
    "page_en": got("/doc/process/er-1.html", "en"),
    "list": got("/processes"),
    "filtered": got("/processes?motto=Insieme"),
    "csv": got("/processes.csv"),
    "filtered_csv": got("/processes.csv?motto=Insieme"),
    "fields": got("/shapes/Process.html"),
    "searched": got("/processes?q=insieme"),
    "ontology": got("/onto.html"),
    "sparql": got("/sparql?query=SELECT+%3Fm+%7B%3Fp+<https://w3id.org/propar/onto%23motto>+%3Fm%7D"),
}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, few_places: Path) -> dict[str, Any]:
    """What a copy of the house shows after the three additions."""
    house = tmp_path_factory.mktemp("house")
    for folder in ("lod", "ontology", "shapes"):
        shutil.copytree(ROOT / folder, house / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(few_places, house / "reference")
    with (house / "ontology" / "participation.ttl").open("a") as file:
        file.write(TERM)
    shape = house / "shapes" / "process.ttl"
    text = shape.read_text("utf-8").replace(
        "    ppsh:Process-title ,", "    ppsh:Process-motto ,\n    ppsh:Process-title ,", 1
    )
    shape.write_text(text + SHAPE, "utf-8")
    table = house / "lod" / "sources" / "osservatorio" / "labels.py"
    table.write_text(table.read_text("utf-8").replace("_ALL = (\n", f"_ALL = (\n{ROW}", 1), "utf-8")
    (house / "pages").mkdir()
    (house / "pages" / "1.txt").write_text(page_of(1, "Processo", "Motto", "Insieme"), "utf-8")
    (house / "pages" / "2.txt").write_text(page_of(2, "Processo", "Motto", "da soli"), "utf-8")
    result = subprocess.run([sys.executable, "-c", LOOK], cwd=house, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    checked = subprocess.run(
        [sys.executable, "-m", "lod", "check"], cwd=house, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    return dict(json.loads(result.stdout))


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("turtle", 'ppo:motto "Insieme"'),
        ("page", "Motto del processo"),
        ("page", "Insieme"),
        ("page_en", "Motto of the process"),
        ("list", "Motto del processo"),
        ("list", "motto=Insieme"),
        ("filtered", "er-1"),
        ("searched", "er-1"),
        ("csv", ",motto"),
        ("csv", "Insieme"),
        ("fields", "Motto del processo"),
        ("ontology", "Motto del processo"),
        ("sparql", "Insieme"),
    ],
)
def test_the_new_field_is_on(seen: dict[str, Any], where: str, text: str) -> None:
    """Data, page in both languages, column, facet, filter, CSV, search, documentation, ontology, endpoint."""
    assert text in seen[where]


def test_the_new_field_filters(seen: dict[str, Any]) -> None:
    """The other record is not there."""
    assert "er-2" not in seen["filtered"]
    assert ("er-1" in seen["filtered_csv"], "er-2" in seen["filtered_csv"]) == (True, False)
    assert "er-2" not in seen["searched"]


def test_the_new_field_is_in_context_and_document(seen: dict[str, Any]) -> None:
    """Under its ontology name."""
    assert seen["context"]["@id"] == "https://w3id.org/propar/onto#motto"
    assert seen["document"]["motto"] == ["Insieme"]


def test_the_new_field_is_validated(seen: dict[str, Any]) -> None:
    """With the line of the source and the message of its shape."""
    (finding,) = seen["findings"]

    assert (finding["file"], finding["line"], finding["value"]) == ("2.txt", 13, "da soli")
    assert finding["message"] == "A text with a capital is expected."
