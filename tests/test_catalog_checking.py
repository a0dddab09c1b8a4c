"""What the settings say for the catalogue, looked at before the first record is read."""

from dataclasses import replace
from pathlib import Path

import pytest

from lod import config
from lod.build import build
from lod.errors import SettingsError
from lod.model import Model
from lod.release import CATALOGUE, Site
from tests import catalogued

WRONG = {
    "an example of a homepage": ("www.regione.emilia-romagna.it", "example.org", "an example"),
    "an example of an office": ("partecipazione@regione.emilia-romagna.it", "office@example.com", "an example"),
    "an example of a name": ("Ufficio partecipazione", "info@example.org", "an example"),
    "no e-mail address": ("partecipazione@regione.emilia-romagna.it", "partecipazione", "expected an e-mail address"),
    "no code": ("r_emiro", "", "identifier is missing"),
    "a setting that is none": ("[contact]", '[contact]\ncolour = "red"', "no such setting: colour"),
    "a table that is none": ("[contact]", "[office]", "no such setting"),
    "a day that is none": ("[contact]", "[catalogue]\nissued = '2026'\n[contact]", "expected a day"),
    "a day that never was": ("[contact]", "[catalogue]\nissued = '2026-02-30'\n[contact]", "expected a day"),
    "a title without language": ("[contact]", "[catalogue]\ntitle = 'x'\n[contact]", "expected a text by language"),
    "places that are no list": ('spatial = ["', 'spatial = "Italia" # ["', "expected a list"),
    "a place that is no address": ('spatial = ["', 'spatial = ["Italia", "', "expected addresses of places"),
    "a concept that is no number": ('["4304"]', '["participation"]', "expected numbers of EuroVoc"),
    "a security contact that is none": ("mailto:sicurezza@", "sicurezza at ", "expected a mailto: or https address"),
}
TWO = """attribution = "Osservatorio Partecipazione"
licence = "https://www.dati.gov.it/iodl/2.0/"
[[source]]
name = "altra"
kind = "osservatorio"
path = "pages"
prefix = "altra"
"""
REFUSED = {
    "several licences": ('attribution = "Osservatorio Partecipazione"\n', TWO, "[catalogue] licence is missing"),
    "a code with blanks": ("r_emiro", "Regione E-R", "identifier"),
    "a kind that is none": ("RegionalAuthority", "Region", "there are Academia"),
    "a frequency that is none": ("IRREG", "sometimes", "there are ANNUAL"),
    "a theme that is none": ('subjects = ["4304"]', 'themes = ["PARTICIPATION"]', "there are AGRI"),
    "a language that is none": ('subjects = ["4304"]', 'languages = ["it"]', "there are BUL"),
    "too short a description": ('subjects = ["4304"]', 'description = { it = "Dati." }', "50 to 5,000"),
}


@pytest.fixture
def file(tmp_path: Path, few_places: Path) -> Path:
    """The settings of a publisher."""
    return catalogued.settled(tmp_path, few_places)


def changed(file: Path, old: str, new: str) -> Path:
    """The settings with something else in them."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return file


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_what_no_publisher_says_is_refused_when_it_is_read(file: Path, old: str, new: str, said: str) -> None:
    """One sentence names the file, the setting and what was expected."""
    with pytest.raises(SettingsError, match=r"propar\.toml") as caught:
        config.load(changed(file, old, new))

    assert said in str(caught.value)


@pytest.mark.parametrize(("old", "new", "said"), REFUSED.values(), ids=REFUSED)
def test_what_no_portal_takes_is_refused_before_the_build(
    file: Path, model: Model, old: str, new: str, said: str
) -> None:
    """Nothing is published, and the sentence says what to change."""
    settings = config.load(changed(file, old, new))
    with pytest.raises(SettingsError) as caught:
        build(settings, model)

    assert said in str(caught.value)
    assert not Site(settings.site).target()


def test_a_publisher_without_a_contact_is_refused(file: Path, model: Model) -> None:
    """Half of both is a mistake, not a demonstration."""
    settings = replace(config.load(file), contact=None)

    with pytest.raises(SettingsError, match=r"\[contact\] is missing"):
        build(settings, model)


def test_a_demonstration_at_a_public_address_is_refused(file: Path, model: Model) -> None:
    """Who gives the address of a site means to publish, and has to say who does."""
    settings = replace(config.load(file), publisher=None, contact=None, public_url="https://dati.comune.bologna.it/")

    with pytest.raises(SettingsError, match=r"\[publisher\] and \[contact\] missing"):
        build(settings, model)


def test_a_demonstration_does_not_take_the_place_of_a_publisher(file: Path, model: Model) -> None:
    """A build that has forgotten its file of settings does not replace what the town publishes."""
    settings = config.load(file)
    published = build(settings, model).release

    with pytest.raises(SettingsError, match="holds a release of Regione Emilia-Romagna"):
        build(replace(settings, publisher=None, contact=None), model)
    assert Site(settings.site).current().id == published.id


def test_another_publisher_is_another_release(file: Path, model: Model) -> None:
    """What only the catalogue says is published too."""
    settings = config.load(file)
    first = build(settings, model).release
    second = build(config.load(changed(file, "Ufficio partecipazione", "Ufficio dati")), model)

    assert second.is_new
    assert second.release.id != first.id


def test_a_damaged_release_can_be_replaced(file: Path, model: Model) -> None:
    """Nobody has to repair what a new release takes the place of."""
    settings = config.load(file)
    (build(settings, model).release.path / CATALOGUE).write_text("{", "utf-8")

    assert build(config.load(changed(file, "Ufficio partecipazione", "Ufficio dati")), model).is_new
