"""Settings: one place, four sources, and one plain sentence for each mistake."""

from pathlib import Path

import pytest

from lod import config
from lod.config import Settings
from lod.config.tables import is_example
from lod.errors import SettingsError

GOOD = """
base_iri = "https://data.example.org/"
port = 9000
max_rejected = 0.1
site = "releases"

[[source]]
name = "mine"
kind = "osservatorio"
path = "pages"
prefix = "mi"
"""


def test_defaults_publish_the_sample() -> None:
    """Without any setting there is something to see."""
    settings = config.load()

    assert settings == Settings()
    assert settings.sources[0].path.is_dir()


def test_options_win_over_environment_over_file(tmp_path: Path) -> None:
    """In that order."""
    file = tmp_path / "propar.toml"
    file.write_text(GOOD)

    assert config.load(file).port == 9000
    assert config.load(file, {"LOD_PORT": "9001"}).port == 9001
    assert config.load(file, {"LOD_PORT": "9001"}, {"port": "9002"}).port == 9002
    assert config.load(file, {"LOD_PORT": "9001"}, {"port": None}).port == 9001


def test_paths_in_a_file_are_relative_to_it(tmp_path: Path) -> None:
    """A configuration can be moved with what it names."""
    file = tmp_path / "propar.toml"
    file.write_text(GOOD)
    settings = config.load(file)

    assert settings.site == tmp_path / "releases"
    assert settings.sources[0].path == tmp_path / "pages"


def test_variables_of_others_are_none_of_our_business() -> None:
    """Only LOD_ counts."""
    assert config.load(environment={"PATH": "/bin", "PORT": "1"}) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("port = 'many'", "whole number from 0 to 65535"),
        ("port = 70000", "whole number"),
        ("prot = 8000", "no such setting"),
        ("base_iri = 'ftp://x/'", "http or https"),
        ("base_iri = 'https://x'", "ends in /"),
        ("base_iri = 'javascript:alert(1)/'", "http or https"),
        ("max_rejected = 2", "from 0 to 1"),
        ("strict = 'perhaps'", "true or false"),
        ("endpoint = 'file:///etc/passwd'", "http or https"),
        ("[broken", "TOML"),
        ("source = 3", "[[source]]"),
        ("[[source]]\nname = 'x'", "kind is missing"),
        ("[[source]]\nname = 'X Y'\nkind='k'\npath='p'\nprefix='p'", "small letters"),
        ("[[source]]\nname = 'x'\nkind='k'\npath='p'\nprefix='../p'", "small letters"),
        ("[[source]]\nname = 'x'\nkind='k'\npath='p'\nprefix='p'\nlicense='l'", "no such setting: license"),
        ("[[source]]\nname = 1", "expected a text"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_the_file(tmp_path: Path, text: str, said: str) -> None:
    """Which file, which setting, what was expected."""
    file = tmp_path / "propar.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        config.load(file)

    assert "propar.toml" in str(caught.value)
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """And not silently left out."""
    with pytest.raises(SettingsError, match="no such file"):
        config.load(tmp_path / "none.toml")


def test_a_wrong_variable_is_named() -> None:
    """With its value."""
    with pytest.raises(SettingsError, match="LOD_QUERY_TIMEOUT_S='soon'"):
        config.load(environment={"LOD_QUERY_TIMEOUT_S": "soon"})


def test_a_path_for_an_unknown_source_is_said() -> None:
    """With the names that there are."""
    with pytest.raises(SettingsError, match="only osservatorio"):
        config.with_paths(Settings(), {"osservatorium": Path()})


def test_a_list_of_addresses_comes_from_file_and_environment(tmp_path: Path) -> None:
    """In a variable blanks part them."""
    file = tmp_path / "propar.toml"
    file.write_text('allowed_services = ["http://x/sparql", "https://y/q"]')
    addresses = ("http://x/sparql", "https://y/q")

    assert config.load(file).allowed_services == addresses
    assert config.load(None, {"LOD_ALLOWED_SERVICES": " ".join(addresses)}).allowed_services == addresses
    for wrong in ("allowed_services = 1", 'allowed_services = ["x"]', "allowed_services = [1]"):
        file.write_text(wrong)
        with pytest.raises(SettingsError, match=r"address|text"):
            config.load(file)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/", True),
        ("https://www.example.it/page", True),
        ("nobody@example.com", True),
        ("https://dati.example/", True),
        ("example", True),
        ("https://dati.gov.it/example", False),
        ("https://www.esempio.it/", False),
        ("Example Street Association", False),
        ("https://contest.it/", False),
    ],
)
def test_an_example_is_told_from_an_address(text: str, expected: bool) -> None:
    """By names that nobody can own."""
    assert is_example(text) is expected
