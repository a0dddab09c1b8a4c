"""The account of a source: what came in is what came out, was kept, or was left out with a reason."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lod.build import found
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.reception import Coverage
from tests.conftest import page_of

ROWS = (
    {"id": "1", "title": "Detta anche dalla pagina", "Durata (mesi)": "6", "Ignota": "x"},
    {"id": "2", "title": "Prima", "Durata (mesi)": "molti", "Processo segnalato da": "Eva Rosa"},
    {
        "id": "2",
        "title": "Seconda",
        "Processo segnalato da": "Eva Rosa",
        "Obiettivi": "Nessuno",
        "Referente": "Ida Blu",
    },
    {"id": "x", "title": "Senza numero", "Titolari della decisione": "Comune di Piacenza", "Ignota": "y"},
    {"id": "3", "Natura Processo": "Boh", "Stato di avanzamento": "Concluso"},
)
_NAMES = {"title": "(title)", "id": "(number)"}


@pytest.fixture
def account(tmp_path: Path, few_places: Path, model: Model) -> dict[str, Coverage]:
    """The account of five rows, two of which become no record, and a page of one of them."""
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    (tmp_path / "1.txt").write_text(page_of(1, "Processo", "Durata (mesi)", "6"), "utf-8")
    source = replace(OSSERVATORIO, path=tmp_path)
    quality = found(Settings(sources=(source,), reference_dir=few_places, workers=1), model).quality
    return {one.label: one for one in quality.coverage()}


def test_every_value_of_rows_is_accounted_for(account: dict[str, Coverage]) -> None:
    """Those of rejected rows and of rows that a page says too; counted here without the reader."""
    received = Counter(key for row in ROWS for key in row)
    # and what the page says
    received.update({"title": 1, "Durata (mesi)": 1})
    counted = {name: account[_NAMES.get(name, name)].received for name in received if name != "id"}

    assert counted == {name: count for name, count in received.items() if name != "id"}


def test_what_is_left_out_has_its_reason(account: dict[str, Coverage]) -> None:
    """With how many values for each."""
    assert dict(account["Processo segnalato da"].left_out) == {"personal data": 2}
    assert dict(account["Referente"].left_out) == {"personal data": 1}
    assert dict(account["Ignota"].left_out) == {
        "said by a page too, which counts": 1,
        "the row became no record": 1,
    }
