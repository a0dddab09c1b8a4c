"""Findings of the shapes: the same whether pySHACL is given all that the shapes say, or what constrains only."""

import json
from dataclasses import replace
from pathlib import Path

from rdflib import RDF, BNode, Graph
from rdflib.namespace import SH

from lod import model as models
from lod.config import OSSERVATORIO, Settings
from lod.validation import Validator
from lod.way import Way

_GOOD = {
    "title": "Uno",
    "Stato di avanzamento": "Concluso",
    "Data inizio del processo": "12/05/2019",
    "Data fine del processo": "12/05/2018",
    "Costo complessivo del processo": "10,00 €",
    "Importo finanziato dal Bando": "20,00 €",
    "Numero partecipanti (stimate o effettive)": "0",
    "Indice di partecipazione": "40 / 30",
    "Natura Processo": "Processo non certificato",
    "Anno della certificazione": "1019",
}


def _settings(folder: Path) -> Settings:
    rows = [{"id": str(number), **_GOOD, "title": title} for number, title in enumerate(("Uno", "Due " * 400, "x"), 1)]
    rows.append({"id": "9", "title": "Niente"})
    (folder / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return replace(Settings(), sources=(replace(OSSERVATORIO, path=folder / "r.jsonl"),), workers=1)


def test_what_is_said_for_people_changes_no_finding(tmp_path: Path) -> None:
    """Codes, messages, places and what was expected are those of the full shapes, of which the report is made."""
    settings = _settings(tmp_path)
    model = models.load(settings.ontology_dir, settings.shapes_dir)
    reports = Graph()
    lean, full = (
        [finding for one in way.examined() for finding in one.findings]
        for way in (Way(settings, model), Way(settings, model, reports))
    )

    assert len(list(reports.subjects(RDF.type, SH.ValidationResult))) > 8
    assert lean == full


def test_a_report_says_of_nameless_shapes_what_the_shapes_say(tmp_path: Path) -> None:
    """Labels, descriptions and codes of findings too: who reads the report has no other place to look."""
    settings = _settings(tmp_path)
    model = models.load(settings.ontology_dir, settings.shapes_dir)
    reports = Graph()
    for _ in Way(settings, model, reports).examined():
        pass
    sources = {shape for shape in reports.objects(None, SH.sourceShape) if isinstance(shape, BNode)}

    assert all(
        {str(p) for p in reports.predicates(shape)} == {str(p) for p in model.constraints.predicates(shape)}
        for shape in sources
    )


def test_a_report_leaves_the_shapes_as_they_are(model: models.Model) -> None:
    """They are published: what pySHACL adds for itself is none of theirs."""
    before = set(model.constraints)
    Validator(model, Graph())

    assert set(model.constraints) == before
