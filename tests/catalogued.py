"""A site as its publisher set it up: two releases, one record changed between them, served on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lod import config
from lod.build import build
from lod.model import Model
from tests.conftest import free_port, page_of
from tests.test_serve import running

SETTINGS = """
site = "site"
reference_dir = "{places}"
base_iri = "{address}"
security_contact = "mailto:sicurezza@comune.bologna.it"
host = "127.0.0.1"
port = {port}
workers = 1

[publisher]
name = "Regione Emilia-Romagna"
identifier = "r_emiro"
homepage = "https://www.regione.emilia-romagna.it/"
kind = "RegionalAuthority"

[contact]
name = "Ufficio partecipazione"
email = "partecipazione@regione.emilia-romagna.it"
page = "https://partecipazione.regione.emilia-romagna.it/"

[[source]]
name = "osservatorio"
kind = "osservatorio"
path = "pages"
prefix = "er"
title = "Osservatorio Partecipazione"
publisher = "Regione Emilia-Romagna"
attribution = "Osservatorio Partecipazione"
spatial = ["http://publications.europa.eu/resource/authority/country/ITA"]
subjects = ["4304"]
frequency = "IRREG"
"""
PERIOD = ("Anno di avvio", "2020", "Anno di chiusura", "2021")


def settled(folder: Path, places: Path) -> Path:
    """The file of settings of such a site in *folder*, with three records and no release yet."""
    port = free_port()
    file = folder / "propar.toml"
    file.write_text(SETTINGS.format(places=places, port=port, address=f"http://127.0.0.1:{port}/"), "utf-8")
    (folder / "pages").mkdir()
    for number in (1, 2, 3):
        written(folder, number, f"Processo numero {number}")
    return file


def written(folder: Path, number: int, title: str) -> None:
    """Writes a record of the register."""
    (folder / "pages" / f"{number}.txt").write_text(page_of(number, *PERIOD, title=title), "utf-8")


def released_once(file: Path, model: Model) -> None:
    """The first release."""
    build(config.load(file), model)


def released_again(file: Path, model: Model) -> None:
    """A second release, for which one record has changed."""
    written(file.parent, 2, "Processo numero 2, con un altro titolo")
    build(config.load(file), model)


@contextmanager
def site(file: Path) -> Iterator[str]:
    """The address of the site, as long as it is served."""
    with running("serve", "--config", str(file)) as (_, address):
        yield address
