"""What a build renders ahead is what the server would have made, and nothing depends on it."""

import fcntl
import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import lod
from lod import crew
from lod.cli import main
from lod.config import Settings
from lod.errors import CrewError, ReleaseError
from lod.hand import Hand
from lod.release import Release
from lod.web import prerendered, prerendering, responses
from lod.web.application import create_app
from lod.web.fingerprint import fingerprint
from lod.web.keeping import Kept
from lod.web.prerendered import Prerendered
from lod.web.prerendered_file import Writer, encoder
from lod.web.prerendering import Outcome, prerender
from lod.web.rendered import Rendered
from lod.web.shared import BODIES, digest
from tests.conftest import PAGES, running

THINGS = [f"/doc/process/er-{path.stem}" for path in sorted(PAGES.glob("*.txt"))]
FORMS = [("text/html", "it"), ("text/html", "en"), ("text/turtle", "it"), ("application/ld+json", "it")]
KEYS = [
    (path, extension, 1, words, "")
    for path in THINGS
    for extension, words in (("html", ("it", False)), ("html", ("en", False)), ("ttl", ()), ("jsonld", ()))
]
BODY = Rendered(b"body", "tag", "text/plain", "<a>; rel=b")


@pytest.fixture
def settings(sample_settings: Settings, sample: Release, tmp_path: Path) -> Settings:
    """Settings of a site with the release of the sample, in which something may be rendered."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "current").symlink_to(sample.path)
    return replace(sample_settings, site=site, workers=1)


@pytest.fixture
def nothing_more(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """After it was called, no application renders a document."""
    return lambda: monkeypatch.setattr(responses, "_rendered", lambda *_: pytest.fail("rendered when asked for"))


def reader(settings: Settings) -> FlaskClient:
    """A client of an application that takes what was rendered."""

    def kept(release: str) -> Kept:
        return Kept(prerendered=Prerendered(settings.site, release, fingerprint()).get)

    return create_app(settings, kept=kept).test_client()


def file(settings: Settings) -> Path:
    """The file of what was rendered, the only thing there."""
    (path,) = (settings.site / prerendered.FOLDER).glob("[!.]*")
    return path


def there(settings: Settings) -> list[Rendered | None]:
    """What was rendered, document by document."""
    found = Prerendered(settings.site, (settings.site / "current").resolve().name, fingerprint())
    return [found.get(key) for key in KEYS]


def write(site: Path, release: str, software: str = "0123456789abcdef", **bodies: Rendered) -> Path:
    """Writes what was rendered of *release*."""
    path = prerendered.place(site, release, software)
    path.parent.mkdir(parents=True, exist_ok=True)
    encode = encoder(b"dictionary")
    with Writer(path, b"dictionary", 1_000_000) as writer:
        assert writer.add([encode(key, body) for key, body in bodies.items()])
    return path


def read(site: Path) -> Prerendered:
    """Reads what `write` has written of the release."""
    return Prerendered(site, "release", "0123456789abcdef")


def test_what_is_rendered_ahead_is_what_the_server_makes(settings: Settings, nothing_more: Callable[[], None]) -> None:
    """Status, headers and bytes, of every thing in every form, in two codings; nothing is made a second time."""
    questions = [
        (path, {"Accept": accept, "Accept-Language": language, "Accept-Encoding": coding})
        for path in THINGS
        for accept, language in FORMS
        for coding in ("identity", "gzip")
    ]
    client, host = create_app(settings).test_client(), "http://other.example"
    made = [client.get(path, headers=asked, base_url=host) for path, asked in questions]
    assert prerender(settings) == Outcome(len(THINGS))
    nothing_more()
    ahead = reader(settings)
    given = [ahead.get(path, headers=asked, base_url=host) for path, asked in questions]

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
        assert prerender(replace(settings, workers=workers)) == Outcome(len(THINGS))
        found.append(there(settings))
        file(settings).unlink()

    assert None not in found[0]
    assert found[0] == found[1]


def test_a_process_that_is_killed_leaves_nothing_half_rendered(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told says of what it died."""
    monkeypatch.setattr(crew._Crew, "is_starting", False)
    monkeypatch.setattr(prerendering, "_AT_ONCE", 2)
    monkeypatch.setattr(Hand, "give", lambda hand, _task: os.kill(hand._process.pid, signal.SIGKILL))

    with pytest.raises(CrewError, match=r"died \(by signal 9"):
        prerender(replace(settings, workers=2))
    assert list((settings.site / prerendered.FOLDER).glob("[!.]*")) == []


def test_no_more_is_kept_than_the_setting_says(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some things are there, others are not."""
    monkeypatch.setattr(prerendering, "_AT_ONCE", 1)
    most = 120_000
    done = prerender(replace(settings, prerendered_bytes=most))
    with closing(sqlite3.connect(file(settings))) as database:
        ((used, count),) = database.execute("SELECT sum(length(key) + length(body)), count(*) FROM made")
        ((common,),) = database.execute("SELECT length(dictionary) FROM about")

    assert 0 < done.things < len(THINGS)
    assert count == done.things * len(FORMS)
    assert used + common <= most


def test_nothing_is_rendered_and_nothing_stays_where_nobody_wants_it(settings: Settings) -> None:
    """The setting is 0."""
    prerender(settings)

    assert prerender(replace(settings, prerendered_bytes=0)) == Outcome()
    assert list((settings.site / prerendered.FOLDER).glob("[!.]*")) == []


def test_what_was_rendered_is_not_rendered_again(settings: Settings, nothing_more: Callable[[], None]) -> None:
    """A build that has nothing new to say takes no time for it."""
    prerender(settings)
    nothing_more()

    assert prerender(settings) == Outcome()


def test_what_other_releases_and_versions_have_rendered_goes(settings: Settings) -> None:
    """No release but the current one is served, and no version but this one serves it; what was begun goes too."""
    release = (settings.site / "current").resolve().name
    former = write(settings.site, "former", fingerprint(), key=BODY)
    write(settings.site, release, "0123456789abcdef", key=BODY)
    (former.parent / "draft-of-a-build-that-was-killed").mkdir()
    (former.parent / "notes").mkdir()
    prerender(settings)

    assert set(former.parent.glob("[!.]*")) == {
        prerendered.place(settings.site, release, fingerprint()),
        former.parent / "notes",
    }


@pytest.mark.parametrize("name", ["public_url", "base_iri"])
def test_a_site_below_a_prefix_has_its_links_there(
    settings: Settings, nothing_more: Callable[[], None], name: str
) -> None:
    """The prefix of the address that everybody uses is the one that the proxy tells."""
    below = replace(settings, **{name: "https://data.example.org/open/"}, trusted_proxies=1)
    prerender(below)
    nothing_more()
    proxied = {"X-Forwarded-Prefix": "/open", "X-Forwarded-For": "192.0.2.1", "Accept": "text/html"}
    page = reader(below).get(THINGS[0], headers=proxied)

    assert 'href="/open/' in page.text


def test_two_builds_do_not_disturb_each_other(settings: Settings) -> None:
    """The second one waits, and finds that all is done."""
    prerender(settings)
    place, aside = file(settings), settings.site / "aside"
    place.rename(aside)
    told: list[str] = []
    outcomes: list[Outcome] = []
    with (place.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = Thread(target=lambda: outcomes.append(prerender(settings, lambda what, _: told.append(what))))
        waiting.start()
        while not told:
            time.sleep(0.01)
        aside.rename(place)
    waiting.join()

    assert (told, outcomes) == (["waiting for another build"], [Outcome()])


@pytest.mark.parametrize("trouble", ["emptied", "changed", "of another setting"])
def test_what_is_damaged_or_of_another_setting_is_rendered_again(settings: Settings, trouble: str) -> None:
    """By the next build, even if it has nothing new to say."""
    prerender(settings)
    if trouble == "emptied":
        file(settings).write_bytes(b"")
    elif trouble == "changed":
        change(file(settings), "UPDATE made SET body = (SELECT max(body) FROM made) WHERE rowid = 20")
    more = settings.prerendered_bytes + (trouble == "of another setting")

    assert prerender(replace(settings, prerendered_bytes=more)) == Outcome(len(THINGS))
    assert None not in there(settings)


def test_another_release_meanwhile_ends_it(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What it has rendered may be of either."""
    monkeypatch.setattr(prerendering, "_AT_ONCE", 1)

    def switch(_what: str, _count: int) -> None:
        link = settings.site / "new"
        link.symlink_to(tmp_path)
        link.rename(settings.site / "current")

    with pytest.raises(ReleaseError, match="another release has become current"):
        prerender(settings, switch)
    assert list((settings.site / prerendered.FOLDER).glob("[!.]*")) == []


def test_a_document_that_cannot_be_shown_is_told_and_the_others_are_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them, in the order of the things."""
    make = responses._rendered
    lost = THINGS[3]

    def rendered(target: responses.Target, *others: object) -> Rendered | None:
        return responses.abort(418) if target.path == lost else make(target, *others)

    monkeypatch.setattr(responses, "_rendered", rendered)
    done = prerender(settings)

    assert list(done.troubles) == [f"{lost} as {accept}: status 418" for accept, _ in FORMS]
    assert [key for key, body in zip(KEYS, there(settings), strict=True) if body is None] == [
        key for key in KEYS if key[0] == lost
    ]


@pytest.fixture
def config(tmp_path: Path, few_places: Path) -> Path:
    """A settings file for a build of one page."""
    path = tmp_path / "propar.toml"
    path.write_text(
        f"""site = "site"\nreference_dir = "{few_places}"\n
        [[source]]\nname = "osservatorio"\nkind = "osservatorio"\npath = "{PAGES / "65.txt"}"\nprefix = "er"\n"""
    )
    return path


def test_a_build_tells_what_cannot_be_shown_and_has_published(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence on standard error, without a traceback; what a script reads is JSON."""
    monkeypatch.setattr(responses, "_rendered", lambda *_: 1 // 0)
    done = CliRunner().invoke(main, ["build", "--json", "--config", str(config)])

    assert done.exit_code == 0
    assert json.loads(done.stdout)["records"] == 1
    assert done.stderr.rstrip("\n") == (
        "lod: the release is published, but 4 documents cannot be shown;"
        " the first is /doc/process/er-65 as text/html: status 500"
    )


def test_who_interrupts_it_learns_that_the_release_is_published(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is, whatever comes of the rendering."""

    def interrupted(*_: object) -> Outcome:
        raise KeyboardInterrupt

    monkeypatch.setattr(prerendering, "prerender", interrupted)
    done = CliRunner().invoke(main, ["build", "--config", str(config)])

    assert done.exit_code == 1
    assert "lod: the release is published, but its documents are not rendered ahead: interrupted" in done.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(config: Path, tmp_path: Path) -> None:
    """The release is published all the same."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / prerendered.FOLDER).write_text("a file")
    done = CliRunner().invoke(main, ["build", "--config", str(config)])

    assert (done.exit_code, "1 records published" in done.stdout) == (0, True)
    assert done.stderr.splitlines()[-1] == (
        "lod: the release is published, but its documents are not rendered ahead:"
        f" {tmp_path / 'site' / prerendered.FOLDER}: File exists"
    )


def test_what_is_rendered_after_the_server_has_started_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build publishes its release first."""
    monkeypatch.setattr(prerendered, "_RETRY_S", 0.0)
    found = read(tmp_path)
    before = found.get("key")
    write(tmp_path, "release", key=BODY)

    assert (before, found.get("key")) == (None, BODY)


def test_what_another_software_has_rendered_is_not_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its pages may look otherwise; whoever runs the server is told once."""
    path = write(tmp_path, "release", "fedcba9876543210", key=BODY)
    monkeypatch.setattr(prerendered, "_RETRY_S", 0.0)
    found = read(tmp_path)

    assert [found.get("key") for _ in range(2)] == [None, None]
    assert caplog.messages == [f"{path}: of another version or installation; build again to render ahead"]


def test_what_was_rendered_of_another_release_is_not_given(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Each has a file of its own; also one whose name begins with that of the other."""
    for release in ("other", "release-2"):
        write(tmp_path, release, key=BODY)

    assert read(tmp_path).get("key") is None
    assert caplog.messages == []


def test_the_software_is_another_one_when_a_file_of_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template, say; what Python makes of its files is none of it."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr(lod, "__file__", str(tmp_path / "__init__.py"))
    found = []
    for name in ("templates/page.html", "templates/page.html", "__pycache__/page.pyc"):
        (tmp_path / name).write_text(f"{len(found)}")
        found.append(fingerprint.__wrapped__())

    assert found[0] != found[1] == found[2]


def test_the_software_is_another_one_when_a_package_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of what templates are made with, say."""
    found = []
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("jinja2-3.1.5.dist-info", "jinja2-3.1.6.dist-info"):
        (tmp_path / name).mkdir()
        found.append(fingerprint.__wrapped__())
        (tmp_path / name).rmdir()

    assert found[0] != found[1]


def change(path: Path, statement: str, *values: object) -> None:
    """Changes what stands in the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        assert database.execute(statement, values).rowcount == 1


def flipped(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        ((body,),) = database.execute("SELECT body FROM made WHERE key = ?", (digest(BODIES, "key"),))
    change(path, "UPDATE made SET body = ? WHERE body = ?", body[:-20] + bytes([body[-20] ^ 1]) + body[-19:], body)


def of_another_key(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        ((body,),) = database.execute("SELECT body FROM made WHERE key = ?", (digest(BODIES, "other"),))
    change(path, "UPDATE made SET body = ? WHERE key = ?", body, digest(BODIES, "key"))


# the head of a frame with a size of eight bytes (RFC 8878, 3.1.1)
TERABYTE = b"\x28\xb5\x2f\xfd\xe0" + (1 << 40).to_bytes(8, "little") + bytes(10)
DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit of a body": flipped,
    "the body of another key": of_another_key,
    "a body that is none": lambda path: change(path, "UPDATE made SET body = 7 WHERE key = ?", digest(BODIES, "key")),
    "a body of a terabyte": lambda path: change(
        path, "UPDATE made SET body = ? WHERE key = ?", TERABYTE, digest(BODIES, "key")
    ),
    "no dictionary": lambda path: change(path, "DELETE FROM about"),
    "a dictionary that is none": lambda path: change(path, "UPDATE about SET dictionary = 'x'"),
    "another dictionary": lambda path: change(path, "UPDATE about SET dictionary = ?", b"another one"),
    "no database": lambda path: path.write_bytes(b"nothing of a database " * 1000),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:20_000]),
    "empty": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_not_given(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    """It is made when somebody asks for it, as if it had never been there; whoever runs the server is told once."""
    long = replace(BODY, body=bytes(range(256)) * 20 + b"dictionary")
    path = write(tmp_path, "release", key=long, other=replace(long, etag="other"))
    DAMAGES[damage](path)
    found = read(tmp_path)

    assert [found.get("key") for _ in range(3)] == [None] * 3
    assert [message.partition(": ")[0] for message in caplog.messages] == [str(path)]
    assert "build again" in caplog.text


def test_what_was_damaged_is_given_once_it_is_rendered_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build puts a whole file in its place; the server need not start anew for it."""
    monkeypatch.setattr(prerendered, "_RETRY_S", 0.0)
    path = write(tmp_path, "release", key=BODY)
    aside = path.with_name("aside")
    path.rename(aside)
    path.write_bytes(b"")
    found = read(tmp_path)
    before = [found.get("key") for _ in range(2)]
    aside.rename(path)

    assert (before, found.get("key")) == ([None, None], BODY)


def test_the_server_gives_what_a_build_has_rendered(settings: Settings) -> None:
    """The very bytes of the file; so they are changed there."""
    prerender(settings)
    with closing(sqlite3.connect(file(settings), isolation_level=None)) as database:
        ((dictionary,),) = database.execute("SELECT dictionary FROM about")
    changed = Rendered(b"<p>from the file</p>", "tag", responses.HTML.content_type)
    change(file(settings), "UPDATE made SET body = ? WHERE key = ?", *reversed(encoder(dictionary)(KEYS[0], changed)))
    with running("serve", "--site", str(settings.site), "--port", "0") as (_, address):
        asked = Request(address.rstrip("/") + THINGS[0], headers={"Accept": "text/html", "Accept-Language": "it"})
        with urlopen(asked) as answer:
            assert answer.read() == changed.body
