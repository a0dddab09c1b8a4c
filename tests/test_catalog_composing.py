"""The catalogue put together of facts, before anything is written."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lod.catalog import Catalogue, Facts, Version, composed, of_settings, read, structured
from lod.catalog.statistics import Statistics
from lod.config import OSSERVATORIO, Contact, Publisher, Settings
from lod.dumps import Dump
from lod.errors import ReleaseError
from lod.iris import Iris

BASE = "https://data.example.org/"
DUMP = Dump("dumps/data.nt.gz", "data", "application/n-triples", "RDF_N_TRIPLES", "gzip", 10, "00")
OF_UNO = replace(DUMP, path="dumps/data-uno.nt.gz", source="uno")


def facts(*names: str, title: str = "") -> Facts:
    """Those of sources of several holders."""
    sources = tuple(replace(OSSERVATORIO, name=name, prefix=name, title=title or name) for name in names)
    settings = replace(
        Settings(),
        base_iri=BASE,
        sources=sources,
        publisher=Publisher("Comune di Bologna", "c_a944", "https://www.comune.bologna.it/"),
        contact=Contact("Ufficio", "ufficio@comune.bologna.it"),
    )
    return of_settings(settings, Statistics(), {name: f"{BASE}id/agent/c_{name}" for name in names})


def catalogue(*names: str, title: str = "") -> Catalogue:
    """Of one release with one file."""
    return composed(facts(*names, title=title), Iris(BASE), [Version("0" * 16, "2026-11-25", dumps=(DUMP, OF_UNO))])


def test_each_source_has_the_files_of_its_own_records() -> None:
    """What holds several sources is no distribution of one; of the only source there is, all data are its own."""
    alone, together = catalogue("uno"), catalogue("uno", "due")
    downloads = [[way.download for way in entry.distributions if way.download] for entry in together.sources]
    titles = [text for way in together.sources[0].distributions if way.download for text in way.description.values()]

    assert [way.download for way in alone.sources[0].distributions] == ["", "", f"{BASE}{DUMP.path}"]
    assert downloads == [[f"{BASE}{OF_UNO.path}"], []]
    assert all("uno" in title for title in titles)
    assert [way.download for way in together.releases[0].distributions] == [
        f"{BASE}releases/{'0' * 16}/{dump.path}" for dump in (DUMP, OF_UNO)
    ]


def test_the_rights_in_a_release_of_several_are_those_of_who_publishes() -> None:
    """Of one holder they are its own."""
    alone, together = catalogue("uno"), catalogue("uno", "due")

    assert alone.releases[0].holder == alone.sources[0].holder
    assert together.releases[0].holder == together.publisher
    assert [entry.holder.identifier for entry in together.sources] == ["c_uno", "c_due"]


def test_a_release_without_files_is_no_dataset() -> None:
    """There would be nothing to have."""
    versions = [Version("0" * 16, "2026-11-25", dumps=(DUMP,), previous="1" * 16), Version("1" * 16, "2026-11-24")]
    made = composed(facts("uno"), Iris(BASE), versions, "2020-01-01")

    assert [entry.version for entry in made.releases] == ["0" * 16]
    assert made.releases[0].previous == ""
    assert (made.issued, made.modified) == ("2020-01-01", "2026-11-25")


def test_facts_come_back_from_their_file(tmp_path: Path) -> None:
    """As they were written."""
    written = facts("uno", "due")
    written.write(tmp_path / "catalogue.json")

    assert read(tmp_path / "catalogue.json") == written
    assert read(tmp_path / "nothing.json") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"publisher": {"colour": "red"}}', '{"publisher": 1}'])
def test_damaged_facts_are_a_damaged_release(tmp_path: Path, text: str) -> None:
    """Told in one sentence that names the file."""
    (tmp_path / "catalogue.json").write_text(text, "utf-8")

    with pytest.raises(ReleaseError, match=r"catalogue\.json: not a whole release"):
        read(tmp_path / "catalogue.json")


def test_no_title_ends_the_script_that_it_stands_in() -> None:
    """It is data, whatever a register calls itself."""
    text = structured.element(structured.catalogue(catalogue("uno", title="</script><b>"), BASE, "it"))

    assert "<" not in text
    assert json.loads(text)["dataset"][0]["name"] == "</script><b>"
