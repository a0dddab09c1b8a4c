"""What a build renders ahead is what the server would have made, and nothing depends on it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import lod
from lod import crew
from lod.cli import main
from lod.config import Settings
from lod.errors import ReleaseError
from lod.release import Release
from lod.web import prerendered, prerendering, responses
from lod.web.application import create_app
from lod.web.keeping import Kept
from lod.web.prerendered import Prerendered, Writing, coder
from lod.web.prerendering import prerender
from lod.web.rendered import Rendered
from tests.conftest import PAGES, running

THINGS = [f"/doc/process/er-{path.stem}" for path in sorted(PAGES.glob("*.txt"))]
FORMS = [("text/html", "it"), ("text/html", "en"), ("text/turtle", "it"), ("application/ld+json", "it")]
ALL = len(THINGS) * len(FORMS)
BODY = Rendered(b"body", "tag", "text/plain", "<a>; rel=b")


@pytest.fixture
def settings(sample_settings: Settings, sample: Release, tmp_path: Path) -> Settings:
    """Settings of a site with the release of the sample, in which something may be rendered."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "current").symlink_to(sample.path)
    return replace(sample_settings, site=site, workers=1)


def reader(settings: Settings) -> FlaskClient:
    """A client of an application that takes what was rendered."""

    def kept(release: str) -> Kept:
        return Kept(prerendered=Prerendered(settings.site, release))

    return create_app(settings, kept=kept).test_client()


def file(settings: Settings) -> Path:
    """The file of what was rendered, the only one."""
    (path,) = (settings.site / prerendered.FOLDER).iterdir()
    return path


@pytest.fixture
def nothing_more(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """After it was called, no application renders a document."""
    return lambda: monkeypatch.setattr(responses, "_rendered", lambda *_: pytest.fail("rendered when asked for"))


def write(site: Path, release: str, **bodies: Rendered) -> Path:
    """Writes what was rendered of *release*."""
    path = prerendered.place(site, release)
    path.parent.mkdir(parents=True, exist_ok=True)
    entry = coder(b"dictionary")
    with Writing(path, b"dictionary") as writing:
        writing.add([entry(key, f'["{b.etag}", "{b.content_type}", "{b.link}"]', b.body) for key, b in bodies.items()])
    return path


def test_what_is_rendered_ahead_is_what_the_server_makes(settings: Settings, nothing_more: Callable[[], None]) -> None:
    """Status, headers and bytes, of every thing in every form, in two codings; nothing is made a second time."""
    questions = [
        (path, {"Accept": accept, "Accept-Language": language, "Accept-Encoding": coding})
        for path in THINGS
        for accept, language in FORMS
        for coding in ("identity", "gzip")
    ]
    client = create_app(settings).test_client()
    made = [client.get(path, headers=asked) for path, asked in questions]
    assert prerender(settings) == ALL
    nothing_more()
    there = reader(settings)
    given = [there.get(path, headers=asked) for path, asked in questions]

    assert {one.status_code for one in made} == {200}
    assert [(one.status, one.headers, one.data) for one in given] == [
        (one.status, one.headers, one.data) for one in made
    ]


def test_several_processes_render_what_one_does(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte by byte; this one waits for them."""
    monkeypatch.setattr(crew._Crew, "is_starting", False)
    found = []
    for at_once, workers in ((40, 1), (2, 2)):
        monkeypatch.setattr(prerendering, "_AT_ONCE", at_once)
        assert prerender(replace(settings, workers=workers)) == ALL
        there = reader(settings)
        given = [there.get(path, headers={"Accept": "text/html"}) for path in THINGS]
        found.append([(one.headers["ETag"], one.data) for one in given])
        file(settings).unlink()

    assert found[0] == found[1]


def test_no_more_is_kept_than_the_setting_says(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there is made when somebody asks for it."""
    monkeypatch.setattr(prerendering, "_AT_ONCE", 1)

    assert prerender(replace(settings, prerendered_bytes=1)) == len(FORMS)
    assert all(reader(settings).get(path).status_code == 200 for path in THINGS[:3])


def test_nothing_is_rendered_where_nobody_wants_it(settings: Settings) -> None:
    """The setting is 0."""
    assert prerender(replace(settings, prerendered_bytes=0)) == 0
    assert not (settings.site / prerendered.FOLDER).exists()


def test_what_was_rendered_is_not_rendered_again(settings: Settings) -> None:
    """A build that has nothing new to say takes no time for it."""
    prerender(settings)

    assert prerender(settings) == 0


def test_what_other_releases_and_versions_have_rendered_goes(settings: Settings) -> None:
    """No release but the current one is served, and no version but this one serves it."""
    former = write(settings.site, "former", key=BODY)
    (former.parent / "left").mkdir()
    (former.parent / "left" / "draft").write_text("of a build that was killed")
    prerender(settings)

    assert file(settings).name.partition("-")[0] == (settings.site / "current").resolve().name


def test_a_site_below_a_prefix_has_its_links_there(settings: Settings, nothing_more: Callable[[], None]) -> None:
    """The prefix of the address that everybody uses is the one that the proxy tells."""
    below = replace(settings, public_url="https://data.example.org/open/", trusted_proxies=1)
    prerender(below)
    nothing_more()
    proxied = {"X-Forwarded-Prefix": "/open", "X-Forwarded-For": "192.0.2.1", "Accept": "text/html"}
    page = reader(below).get(THINGS[0], headers=proxied)

    assert 'href="/open/' in page.text


def test_another_release_meanwhile_ends_it(
    settings: Settings, sample: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What it has rendered may be of either."""
    monkeypatch.setattr(prerendering, "_AT_ONCE", 1)
    (tmp_path / "other").symlink_to(sample.path)

    def switch(_what: str, _count: int) -> None:
        link = settings.site / "new"
        link.symlink_to(tmp_path)
        link.rename(settings.site / "current")

    with pytest.raises(ReleaseError, match="another release has become current"):
        prerender(settings, switch)
    assert list((settings.site / prerendered.FOLDER).iterdir()) == []


def test_a_page_that_cannot_be_shown_is_told_and_the_release_stays(
    tmp_path: Path, few_places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence, by the build that has published it."""
    monkeypatch.setattr(responses, "_rendered", lambda *_: responses.abort(418))
    settings = tmp_path / "propar.toml"
    settings.write_text(
        f"""site = "site"\nreference_dir = "{few_places}"\n
        [[source]]\nname = "osservatorio"\nkind = "osservatorio"\npath = "{PAGES / "65.txt"}"\nprefix = "er"\n"""
    )
    done = CliRunner().invoke(main, ["build", "--config", str(settings)])

    assert done.exit_code == 0
    assert "1 records published" in done.stdout
    assert done.stderr.splitlines()[-1] == (
        "lod: the release is published, but its documents are not rendered ahead:"
        " /doc/process/er-65: cannot be shown as text/html: status 418"
    )


def test_a_folder_that_cannot_be_written_is_one_sentence(settings: Settings) -> None:
    """Whoever runs the build learns what is in the way."""
    (settings.site / prerendered.FOLDER).write_text("a file")

    with pytest.raises(ReleaseError, match=r"prerendered: cannot be written: "):
        prerender(settings)


def test_what_is_rendered_after_the_server_has_started_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build publishes its release first."""
    monkeypatch.setattr(prerendered, "_AGAIN_S", 0.0)
    there = Prerendered(tmp_path, "release")
    before = there.get("key")
    write(tmp_path, "release", key=BODY)

    assert (before, there.get("key")) == (None, BODY)


def test_what_another_software_has_rendered_is_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its pages may look otherwise; whoever runs the server is told once."""
    path = write(tmp_path, "release", key=BODY)
    monkeypatch.setattr(prerendered, "_AGAIN_S", 0.0)
    monkeypatch.setattr(prerendered, "software", lambda: "0123456789abcdef")
    there = Prerendered(tmp_path, "release")

    assert [there.get("key") for _ in range(2)] == [None, None]
    assert caplog.messages == [f"{path}: of another version or installation; build again to render ahead"]


def test_what_was_rendered_of_another_release_is_not_given(tmp_path: Path) -> None:
    """Each has a file of its own."""
    write(tmp_path, "release", key=BODY)

    assert Prerendered(tmp_path, "other").get("key") is None


def test_the_software_is_another_one_when_a_file_of_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template, say; what Python makes of its files is none of it."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr(lod, "__file__", str(tmp_path / "__init__.py"))
    found = []
    for name in ("templates/page.html", "templates/page.html", "__pycache__/page.pyc"):
        (tmp_path / name).write_text(f"{len(found)}")
        prerendered.software.cache_clear()
        found.append(prerendered.software())
    prerendered.software.cache_clear()

    assert found[0] != found[1] == found[2]


@pytest.mark.parametrize("damage", ["a body", "no file", "cut"])
def test_what_is_damaged_is_not_given(tmp_path: Path, damage: str) -> None:
    """It is made when somebody asks for it, as if it had never been there."""
    path = write(tmp_path, "release", key=replace(BODY, body=bytes(range(256)) * 20))
    if damage == "a body":
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            ((body,),) = database.execute("SELECT body FROM made")
            database.execute("UPDATE made SET body = ?", (body[:-20] + bytes([body[-20] ^ 1]) + body[-19:],))
    elif damage == "no file":
        path.write_bytes(b"nothing of a database " * 1000)
    else:
        path.write_bytes(path.read_bytes()[:20_000])

    assert Prerendered(tmp_path, "release").get("key") is None


def test_the_server_gives_what_a_build_has_rendered(settings: Settings) -> None:
    """The very bytes of the file, in every process; so they are changed there."""
    prerender(settings)
    path = file(settings)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        ((dictionary,),) = database.execute("SELECT content FROM dictionary")
        head = f'["tag", "{responses.HTML.content_type}", ""]'
        key = (THINGS[0], "html", 1, ("it", False), "")
        entry = coder(dictionary)(key, head, b"<p>from the file</p>")
        assert database.execute("UPDATE made SET body = ? WHERE key = ?", entry[::-1]).rowcount == 1
    with running("serve", "--site", str(settings.site), "--port", "0") as (_, address):
        for _ in range(10):
            asked = Request(address.rstrip("/") + THINGS[0], headers={"Accept": "text/html", "Accept-Language": "it"})
            with urlopen(asked) as answer:
                assert answer.read() == b"<p>from the file</p>"
