"""What one process of the server has made, for the others."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.release import Release
from lod.web import crawling
from lod.web.application import create_app
from lod.web.keeping import Answer, Kept
from lod.web.rendered import Rendered
from lod.web.serving import Keeping
from lod.web.shared import ANSWERS, BODIES, Shared
from tests.conftest import PAGES

HEAD, BODY = '["0123", "è"]', "<p>città\n".encode()
RENDERED = Rendered(BODY, "0123", "text/html; charset=utf-8", '</x>; rel="y"')


def sharing(folder: Path) -> Keeping:
    """What gives an application what others share in *folder*."""
    return lambda release: Kept(Shared(folder, release))


def test_what_one_process_has_made_another_one_has(tmp_path: Path) -> None:
    """Byte for byte, with its headers."""
    Shared(tmp_path, "a").put(BODIES, ("/doc/x", "html", 1, ("it", False)), HEAD, BODY)
    other = Shared(tmp_path, "a")

    assert other.get(BODIES, ("/doc/x", "html", 1, ("it", False))) == (HEAD, BODY)
    assert other.get(BODIES, ("/doc/x", "html", 1, ("en", False))) is None
    assert other.get(ANSWERS, ("/doc/x", "html", 1, ("it", False))) is None


def test_what_another_process_has_made_is_not_made_again(tmp_path: Path) -> None:
    """The second one only reads it."""
    kept = Kept(Shared(tmp_path, "a"))
    kept.body("key", lambda: RENDERED)
    kept.share()

    assert Kept(Shared(tmp_path, "a")).body("key", lambda: pytest.fail("made again")) == RENDERED


@pytest.mark.parametrize("body", [None, ("/doc/x", "html", 1, ("it", False), "/pre'fix")])
def test_what_another_process_has_answered_is_answered_again(tmp_path: Path, body: object) -> None:
    """Status and headers, with the body or without one; not if the body is gone."""
    answer = Answer("200 OK", (("X", "è"), ("X", "y")), body)
    first, second, third = (Kept(Shared(tmp_path, "a")) for _ in range(3))
    first.remember(("GET", "/x"), answer)
    first.share()
    before = second.recalled(("GET", "/x"))
    if body:
        first.body(body, lambda: RENDERED)
        first.share()

    assert before == (None if body else (answer, b""))
    assert third.recalled(("GET", "/x")) == (answer, BODY if body else b"")
    assert third.remembered(("GET", "/x")) == third.recalled(("GET", "/x"))
    assert third.recalled(("GET", "/y")) is None


def test_another_release_takes_the_former_away(tmp_path: Path) -> None:
    """Nothing of it is given for the new one, and nobody finds it any more."""
    former = Shared(tmp_path, "a")
    former.put(BODIES, "key", HEAD, BODY)
    latter = Shared(tmp_path, "b")
    former.put(BODIES, "other", HEAD, BODY)

    assert (latter.get(BODIES, "key"), latter.get(BODIES, "other")) == (None, None)
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {"b"}


def test_there_is_a_bound(tmp_path: Path) -> None:
    """What does not fit any more is made by each process for itself."""
    shared = Shared(tmp_path, "a", max_bytes={BODIES: 100, ANSWERS: 50})
    for key in range(10):
        for kind in (BODIES, ANSWERS):
            shared.put(kind, key, HEAD, BODY)
    kept = {kind: [key for key in range(10) if shared.get(kind, key)] for kind in (BODIES, ANSWERS)}
    size = len(HEAD) + len(BODY)

    assert kept == {BODIES: list(range(100 // size)), ANSWERS: list(range(50 // size))}


_WRITING = """
import sys
from pathlib import Path
from lod.web.shared import Shared
shared = Shared(Path(sys.argv[1]), "a")
for number in range(1_000_000):
    shared.put("body", number, str(number), b"%09d" % number * 10_000)
    print(number, flush=True)
"""


def test_who_is_killed_while_it_writes_leaves_whole_bodies(tmp_path: Path) -> None:
    """A reader never meets half of one, and finds all that was there before."""
    with subprocess.Popen([sys.executable, "-c", _WRITING, str(tmp_path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        last = [int(line) for line, _ in zip(writer.stdout, range(300), strict=False)][-1]
        writer.kill()
    shared = Shared(tmp_path, "a")
    found = {number: body for number in range(last + 100) if (body := shared.get(BODIES, number))}

    assert set(range(last + 1)) <= set(found)
    assert all(body == (str(number), b"%09d" % number * 10_000) for number, body in found.items())


def test_without_the_file_everything_works(tmp_path: Path) -> None:
    """Bodies are made as if there were no other process."""
    (tmp_path / "file").touch()
    shared = Shared(tmp_path / "file", "a")
    shared.put(BODIES, "key", HEAD, BODY)

    assert shared.get(BODIES, "key") is None


def test_a_file_that_is_damaged_gives_nothing(tmp_path: Path) -> None:
    """Nor does it stop anything."""
    Shared(tmp_path, "a").put(BODIES, "key", HEAD, BODY)
    for path in tmp_path.iterdir():
        path.write_bytes(b"x" * path.stat().st_size)
    shared = Shared(tmp_path, "a")
    shared.put(BODIES, "key", HEAD, BODY)

    assert shared.get(BODIES, "key") is None


@pytest.mark.parametrize("path", ["/doc/process/er-65", "/doc/voc/status", "/onto", "/catalog"])
def test_answers_from_another_process_are_the_same(
    sample_settings: Settings, sample: Release, tmp_path: Path, path: str
) -> None:
    """Status, headers, body, in every language and coding."""
    first, second = (create_app(sample_settings, kept=sharing(tmp_path)).test_client() for _ in range(2))
    for accept in ("text/html", "text/turtle", "application/ld+json"):
        for language in ("it", "en"):
            for coding in ("identity", "gzip"):
                asked = {"Accept": accept, "Accept-Language": language, "Accept-Encoding": coding}
                made, read = (client.get(path, headers=asked) for client in (first, second))

                assert (made.status, made.headers, made.data) == (read.status, read.headers, read.data)
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {sample.path.name}


def test_an_answer_of_another_process_needs_no_application(
    sample_settings: Settings, sample: Release, tmp_path: Path
) -> None:
    """It is read, not put together again."""
    assert sample.path.is_dir()
    first, second = (create_app(sample_settings, kept=sharing(tmp_path)) for _ in range(2))
    second.before_request(lambda: pytest.fail("asked"))
    for path in ("/doc/process/er-65", "/id/process/er-65"):
        given = [app.test_client().get(path, headers={"Accept-Encoding": "gzip"}) for app in (first, second)]
        assert (given[0].status, given[0].headers, given[0].data) == (given[1].status, given[1].headers, given[1].data)


def test_after_a_switch_nothing_is_stale(model: Model, tmp_path: Path, few_places: Path) -> None:
    """A page of the former release is not given for one of the new one."""
    shared = tmp_path / "shared"
    settings = Settings(site=tmp_path / "site", reference_dir=few_places)
    clients = []
    for number in (65, 84):
        source = replace(OSSERVATORIO, path=PAGES / f"{number}.txt")
        build(replace(settings, sources=(source,)), model)
        clients.append(create_app(settings, kept=sharing(shared)).test_client())
        assert all(client.get(f"/doc/process/er-{number}.ttl").status_code == 200 for client in clients)

    assert [client.get("/doc/process/er-65.ttl").status_code for client in clients] == [410, 410]


def test_what_stands_in_no_document_is_not_made_again_either(
    sample_settings: Settings, sample: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of all addresses takes a second where they are many."""
    assert sample.path.is_dir()
    first, second = (create_app(sample_settings, kept=sharing(tmp_path)).test_client() for _ in range(2))
    made = first.get("/sitemap.xml")
    monkeypatch.setattr(crawling, "_index", lambda: pytest.fail("made again"))

    assert second.get("/sitemap.xml").data == made.data
