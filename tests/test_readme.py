"""The README: its examples run, its tables are complete."""

import re
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from lod import config
from lod.build import build
from lod.cli import main
from lod.config.kinds import KINDS
from lod.errors import SettingsError
from lod.model import Model
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def blocks() -> list[str]:
    """The indented blocks."""
    return [
        "\n".join(line[4:] for line in block.splitlines())
        for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", README, re.MULTILINE)
    ]


def test_the_example_settings_are_settings(tmp_path: Path) -> None:
    """Each is known, and each default that it shows is the default."""
    (example,) = (block for block in blocks() if "base_iri" in block)
    (tmp_path / "propar.toml").write_text(example, "utf-8")
    settings = config.load(tmp_path / "propar.toml")

    for name in ("max_rejected", "strict", "host", "port", "workers", "query_timeout_s", "max_answer_bytes"):
        assert getattr(settings, name) == getattr(config.Settings(), name)
        assert name in tomllib.loads(example)
    assert settings.sources[0].prefix == "er"


def test_every_setting_is_in_the_readme() -> None:
    """A setting that nobody can find is none."""
    assert [name for name in KINDS if f"{name}" not in README] == []


def test_every_command_and_option_is_in_the_readme() -> None:
    """Commands in the table, options in the text."""
    for name, command in main.commands.items():
        assert f"`lod {name}" in README
        for parameter in command.params:
            for option in parameter.opts:
                assert option in README or not option.startswith("--"), (name, option)


def test_the_query_of_the_readme_is_answered(client: FlaskClient) -> None:
    """As it stands there."""
    query = re.search(r"'query=(SELECT.*?)'", README, re.DOTALL)
    assert query
    response = client.post("/sparql", data={"query": query[1]})

    assert response.status_code == 200
    assert len(response.get_json(force=True)["results"]["bindings"]) == 26


@pytest.mark.parametrize("address", sorted(set(re.findall(r"http://127\.0\.0\.1:8000(/[\w/.-]*)", README))))
def test_the_addresses_of_the_readme_answer(client: FlaskClient, address: str) -> None:
    """None is dead."""
    assert client.get(urlsplit(address).path).status_code in (200, 303)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_the_files_that_the_readme_links_to_are_there(path: str) -> None:
    """None is dead."""
    assert (ROOT / path).is_file()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:lod|ontology|shapes|data|tests)/[\w/.]*)`", README))))
def test_the_places_on_the_map_are_there(path: str) -> None:
    """The map shows the house as it is."""
    assert (ROOT / path).exists()


def test_the_profile_of_the_readme_publishes_the_sample_register(
    tmp_path: Path, model: Model, few_places: Path
) -> None:
    """The example is a real one: with the settings beside it, it makes a release."""
    profile = next(block for block in blocks() if block.strip().startswith("name = "))
    settings = next(block for block in blocks() if 'kind = "register"' in block)
    shutil.copy(ROOT / "tests" / "sources" / "register" / "percorsi.csv", tmp_path)
    (tmp_path / "percorsi.toml").write_text(profile, "utf-8")
    (tmp_path / "propar.toml").write_text(settings, "utf-8")
    made = build(replace(config.load(tmp_path / "propar.toml"), reference_dir=few_places), model)

    assert (made.records, made.rejected) == (12, 0)


def test_the_example_of_a_publisher_is_refused(tmp_path: Path) -> None:
    """Whoever copies it has to say who he is."""
    (example,) = (block for block in blocks() if "[publisher]" in block)
    (tmp_path / "propar.toml").write_text(example, "utf-8")

    with pytest.raises(SettingsError, match="an example"):
        config.load(tmp_path / "propar.toml")
