"""Any register, from its file to its release: described by a profile, or by the profile that was guessed."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lod import build, config, profiling
from lod.cli import main
from lod.config import Settings, SourceSettings
from lod.errors import SettingsError
from lod.findings import Code
from lod.model import Model
from lod.sources.readers import labels
from tests.conftest import ROOT

SAMPLES = ROOT / "tests" / "sources" / "register"
FILE = """site = "site"
[[source]]
name = "esempio"
kind = "register"
path = "percorsi.csv"
profile = "percorsi.toml"
prefix = "pc"
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a register, its profile and the settings."""
    for name in ("percorsi.csv", "percorsi.toml"):
        shutil.copy(SAMPLES / name, tmp_path)
    (tmp_path / "propar.toml").write_text(FILE, "utf-8")
    return tmp_path


def built(folder: Path, model: Model, few_places: Path) -> build.Outcome:
    settings = config.load(folder / "propar.toml")
    return build.build(replace(settings, reference_dir=few_places), model)


def test_a_register_is_published_as_its_profile_says(folder: Path, model: Model, few_places: Path) -> None:
    """Dates, amounts, codes, bodies and places become what the shapes want."""
    outcome = built(folder, model, few_places)
    data = (outcome.release.path / "data.nt").read_text("utf-8")
    thing = "<https://w3id.org/propar/id/process/pc-PP-2019-01>"

    assert (outcome.records, outcome.rejected) == (12, 0)
    for said in (
        "<https://w3id.org/propar/onto#status> <https://w3id.org/propar/voc/status/concluso>",
        '<https://w3id.org/propar/onto#totalCost> "21500"',
        "<http://purl.org/dc/terms/spatial> <https://w3id.org/propar/id/place/comune-033032>",
    ):
        assert f"{thing} {said}" in data
    assert '#period> <http://www.w3.org/ns/dcat#startDate> "2019-03-15"' in data


def test_personal_columns_of_a_register_are_nowhere(folder: Path, model: Model, few_places: Path) -> None:
    """Neither the columns that the profile drops nor one that it does not name."""
    profile = folder / "percorsi.toml"
    profile.write_text(profile.read_text("utf-8").partition('[columns."Referente"]')[0], "utf-8")
    outcome = built(folder, model, few_places)
    published = "".join(p.read_text("utf-8") for p in outcome.release.path.rglob("*") if p.suffix in (".nt", ".json"))

    assert "Maria Rossi" not in published
    assert "maria.rossi" not in published
    assert {f.field for f in outcome.findings if f.code is Code.PERSONAL_DATA} == {"Referente", "E-mail referente"}


def test_every_cell_of_a_register_is_accounted_for(folder: Path, model: Model, few_places: Path) -> None:
    """Read, kept as text and dropped are all cells that are not empty, column by column."""
    outcome = built(folder, model, few_places)
    coverage = {found.label: found for found in outcome.quality.coverage() if found.source == "esempio"}

    assert coverage["Titolo del percorso"].received == coverage["Codice"].received == 12
    assert (coverage["Referente"].received, coverage["Referente"].dropped) == (12, 12)
    assert coverage["Note interne"].unread == 3
    assert sum(coverage[name].received for name in ("Avvio", "Esito", "Sito")) == sum(
        1 for row in _rows(folder / "percorsi.csv") for name in ("Avvio", "Esito", "Sito") if row[name].strip()
    )


def _rows(path: Path) -> list[dict[str, str]]:
    import csv  # noqa: PLC0415

    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_guessed_profile_publishes_the_register_at_once(folder: Path, model: Model, few_places: Path) -> None:
    """`lod profile`, then `lod build`: nothing to edit in between."""
    hints = profiling.hints(model, labels()["Process"])
    (folder / "percorsi.toml").write_text(profiling.guess(folder / "percorsi.csv", hints).text, "utf-8")
    outcome = built(folder, model, few_places)
    data = (outcome.release.path / "data.nt").read_text("utf-8")

    assert (outcome.records, outcome.rejected) == (12, 0)
    assert '"Piazza di tutti"@it' in data
    assert '<https://w3id.org/propar/onto#participantCount> "120"' in data
    assert "Maria Rossi" not in data


def test_the_command_prints_a_profile(folder: Path) -> None:
    """With a confidence for each guess."""
    result = run("profile", folder / "percorsi.csv")

    assert result.exit_code == 0
    assert 'field = "totalCost"  # confidence 1.00' in result.stdout
    assert 'drop = "personal data"' in result.stdout


def test_a_file_that_is_no_register_is_one_sentence(tmp_path: Path) -> None:
    """And exit code 2."""
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    for name in ("picture.csv", "none.csv"):
        result = run("profile", tmp_path / name)

        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_a_field_that_no_shape_has_is_one_sentence(folder: Path) -> None:
    """It names the profile and the field; nothing is published."""
    profile = folder / "percorsi.toml"
    profile.write_text(profile.read_text("utf-8").replace('"grantAmount"', '"grantAmont"'), "utf-8")
    result = run("build", "--config", folder / "propar.toml")

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "percorsi.toml: grantAmont: Process has no such field" in result.stderr
    assert not (folder / "site" / "current").exists()


def test_a_register_without_profile_is_an_error(tmp_path: Path, model: Model) -> None:
    """Which one, and what is missing."""
    source = SourceSettings("esempio", "register", SAMPLES / "percorsi.csv", "pc")
    settings = replace(Settings(), site=tmp_path / "site", sources=(source,))

    with pytest.raises(SettingsError, match="source esempio: profile is missing"):
        build.build(settings, model)


def test_two_registers_are_told_apart(folder: Path, model: Model, few_places: Path) -> None:
    """Each finding and each count names its source."""
    for name in ("processes.json", "processes.toml"):
        shutil.copy(SAMPLES / name, folder)
    second = FILE.partition("[[source]]")[2].replace("esempio", "example").replace("percorsi.csv", "processes.json")
    second = second.replace("percorsi.toml", "processes.toml").replace('"pc"', '"ex"')
    (folder / "propar.toml").write_text(f"max_rejected = 1\n{FILE}\n[[source]]{second}", "utf-8")
    outcome = built(folder, model, few_places)
    told = json.loads((outcome.release.path / "findings.json").read_text("utf-8"))

    assert set(outcome.quality.records) == {"esempio", "example"}
    assert {entry["source"] for entry in told} >= {"esempio", "example"}
