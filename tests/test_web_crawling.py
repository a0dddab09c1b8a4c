"""What crawlers and readers of feeds find, from a server that runs."""

import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lod import config
from lod.history import HISTORY, History
from lod.model import Model
from lod.release import Site
from tests import catalogued
from tests.test_catalog import asked

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, few_places: Path, model: Model) -> Path:
    """The settings of a site with two releases, the first one day older."""
    made = catalogued.settled(tmp_path_factory.mktemp("crawled"), few_places)
    settings = config.load(made)
    catalogued.released_once(made, model)
    with closing(sqlite3.connect(Site(settings.site).current().path / HISTORY)) as history:
        history.execute("UPDATE release SET issued = '2020-02-29T12:00:00Z'")
        history.commit()
    catalogued.released_again(made, model)
    return made


@pytest.fixture(scope="module")
def address(file: Path) -> Iterator[str]:
    """Where it is served."""
    with catalogued.site(file) as found:
        yield found


def mapped(address: str) -> dict[str, str]:
    """All addresses that are reached from robots.txt, with the days of their last change."""
    _, _, robots = asked("GET", address + "robots.txt")
    (index,) = re.findall(r"(?m)^Sitemap: (\S+)$", robots.decode())
    found: dict[str, str] = {}
    for part in ET.fromstring(asked("GET", index)[2]).iter(f"{MAP}loc"):
        for item in ET.fromstring(asked("GET", str(part.text))[2]).iter(f"{MAP}url"):
            url = item.findtext(f"{MAP}loc", "")
            assert url not in found
            found[url] = item.findtext(f"{MAP}lastmod", "")
    return found


def test_a_crawl_finds_every_process_once_and_no_dead_link(address: str, file: Path) -> None:
    """By robots.txt and the sitemaps; each address is a page for people."""
    found = mapped(address)
    answers = {url: asked("GET", url, Accept="text/html") for url in found}
    processes = sorted(url for url in found if "/doc/process/" in url)

    assert [url for url, answer in answers.items() if answer[0] != 200] == []
    assert {answer[1]["content-type"] for answer in answers.values()} == {"text/html; charset=utf-8"}
    assert processes == [f"{address}doc/process/er-{number}" for number in (1, 2, 3)]
    documents = list(History(Site(config.load(file).site).current().path).dates(f"{address}doc/"))
    assert len([url for url in found if "/doc/" in url]) == len(documents)


def test_the_day_of_each_page_is_that_of_its_last_change(address: str) -> None:
    """What the second release did not change keeps the day of the first."""
    found = mapped(address)
    today = datetime.now(UTC).date().isoformat()
    days = [found[f"{address}doc/process/er-{number}"] for number in (1, 2, 3)]

    assert days == ["2020-02-29", today, "2020-02-29"]


def test_robots_may_read_what_a_publisher_publishes(address: str) -> None:
    """All but the answers to queries, and nothing tells them not to keep it."""
    _, headers, body = asked("GET", address + "robots.txt")

    assert body.decode().splitlines()[:2] == ["User-agent: *", "Disallow: /sparql?"]
    assert "x-robots-tag" not in headers


def test_robots_leave_a_demonstration_alone(client: FlaskClient) -> None:
    """Nobody answers for it; its pages say so."""
    robots, page = client.get("/robots.txt"), client.get("/?lang=en")

    assert robots.data.decode().splitlines()[:2] == ["User-agent: *", "Disallow: /"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert b"This is a demonstration" in page.data


def test_the_feed_has_the_last_changes_first(address: str) -> None:
    """With what they are called, and where they are."""
    status, headers, body = asked("GET", address + "feed.atom")
    feed = ET.fromstring(body)
    entries = feed.findall(f"{ATOM}entry")
    first = entries[0]

    assert (status, headers["content-type"]) == (200, "application/atom+xml")
    assert first.findtext(f"{ATOM}id") == f"{address}id/process/er-2"
    assert len(entries) == 3
    assert first.findtext(f"{ATOM}title") == "Processo numero 2, con un altro titolo"
    assert {asked("HEAD", str(link.get("href")))[0] for link in first.iter(f"{ATOM}link")} == {200}
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Regione Emilia-Romagna"


def test_a_weakness_can_be_told(address: str) -> None:
    """To a contact that is good for some time still."""
    status, headers, body = asked("GET", address + ".well-known/security.txt")
    said = dict(line.split(": ", 1) for line in body.decode().splitlines())

    assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert said["Contact"] == "mailto:sicurezza@comune.bologna.it"
    assert datetime.fromisoformat(said["Expires"]) > datetime.now(UTC)
    assert said["Canonical"] == address + ".well-known/security.txt"


def test_without_a_contact_there_is_no_security_txt(client: FlaskClient) -> None:
    """An invented one would be worse."""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_there_is_no_part_of_the_sitemap_beyond_the_last(client: FlaskClient) -> None:
    """Nor before the first."""
    assert [client.get(f"/sitemaps/{number}.xml").status_code for number in (0, 1, 2, 10**30)] == [404, 200, 404, 404]
