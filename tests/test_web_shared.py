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
from lod.web import create_app
from lod.web.keeping import Kept
from lod.web.rendered import Rendered
from lod.web.shared import Shared
from tests.conftest import PAGES

BODY = Rendered("<p>città\n".encode(), "0123", "text/html; charset=utf-8", '</x>; rel="y"')


def test_what_one_process_has_made_another_one_has(tmp_path: Path) -> None:
    """Byte for byte, with its headers."""
    Shared(tmp_path, "a").put(("/doc/x", "html", 1, ("it", False)), BODY)

    assert Shared(tmp_path, "a").get(("/doc/x", "html", 1, ("it", False))) == BODY
    assert Shared(tmp_path, "a").get(("/doc/x", "html", 1, ("en", False))) is None


def test_what_another_process_has_made_is_not_made_again(tmp_path: Path) -> None:
    """The second one only reads it."""
    Kept(Shared(tmp_path, "a")).body("key", lambda: BODY)

    assert Kept(Shared(tmp_path, "a")).body("key", lambda: pytest.fail("made again")) == BODY


def test_another_release_takes_the_former_away(tmp_path: Path) -> None:
    """Nothing of it is given for the new one, and nobody finds it any more."""
    former = Shared(tmp_path, "a")
    former.put("key", BODY)
    latter = Shared(tmp_path, "b")
    former.put("other", BODY)

    assert (latter.get("key"), latter.get("other")) == (None, None)
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {"b"}


def test_there_is_a_bound(tmp_path: Path) -> None:
    """What does not fit any more is made by each process for itself."""
    shared = Shared(tmp_path, "a", max_bytes=150)
    for key in range(10):
        shared.put(key, BODY)
    kept = [key for key in range(10) if shared.get(key)]

    assert 0 < len(kept) <= 150 // len(BODY.body)
    assert kept == list(range(len(kept)))


_WRITING = """
import sys
from pathlib import Path
from lod.web.rendered import Rendered
from lod.web.shared import Shared
shared = Shared(Path(sys.argv[1]), "a")
for number in range(1_000_000):
    shared.put(number, Rendered(b"%09d" % number * 10_000, str(number), "text/plain"))
    print(number, flush=True)
"""


def test_who_is_killed_while_it_writes_leaves_whole_bodies(tmp_path: Path) -> None:
    """A reader never meets half of one, and finds all that was there before."""
    with subprocess.Popen([sys.executable, "-c", _WRITING, str(tmp_path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        last = [int(line) for line, _ in zip(writer.stdout, range(300), strict=False)][-1]
        writer.kill()
    shared = Shared(tmp_path, "a")
    found = {number: body for number in range(last + 100) if (body := shared.get(number))}

    assert set(range(last + 1)) <= set(found)
    assert all(body.body == b"%09d" % number * 10_000 for number, body in found.items())


def test_without_the_file_everything_works(tmp_path: Path) -> None:
    """Bodies are made as if there were no other process."""
    (tmp_path / "file").touch()
    shared = Shared(tmp_path / "file", "a")
    shared.put("key", BODY)

    assert shared.get("key") is None


def test_a_file_that_is_damaged_gives_nothing(tmp_path: Path) -> None:
    """Nor does it stop anything."""
    Shared(tmp_path, "a").put("key", BODY)
    for path in tmp_path.iterdir():
        path.write_bytes(b"x" * path.stat().st_size)
    shared = Shared(tmp_path, "a")
    shared.put("key", BODY)

    assert shared.get("key") is None


@pytest.mark.parametrize("path", ["/doc/process/er-65", "/doc/voc/status", "/onto", "/catalog"])
def test_answers_from_another_process_are_the_same(
    sample_settings: Settings, sample: Release, tmp_path: Path, path: str
) -> None:
    """Status, headers, body, in every language and coding."""
    first, second = (create_app(sample_settings, shared=tmp_path).test_client() for _ in range(2))
    for accept in ("text/html", "text/turtle", "application/ld+json"):
        for language in ("it", "en"):
            for coding in ("identity", "gzip"):
                asked = {"Accept": accept, "Accept-Language": language, "Accept-Encoding": coding}
                made, read = (client.get(path, headers=asked) for client in (first, second))

                assert (made.status, made.headers, made.data) == (read.status, read.headers, read.data)
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {sample.path.name}


def test_after_a_switch_nothing_is_stale(model: Model, tmp_path: Path, few_places: Path) -> None:
    """A page of the former release is not given for one of the new one."""
    shared = tmp_path / "shared"
    settings = Settings(site=tmp_path / "site", reference_dir=few_places)
    clients = []
    for number in (65, 84):
        source = replace(OSSERVATORIO, path=PAGES / f"{number}.txt")
        build(replace(settings, sources=(source,)), model)
        clients.append(create_app(settings, shared=shared).test_client())
        assert all(client.get(f"/doc/process/er-{number}.ttl").status_code == 200 for client in clients)

    assert [client.get("/doc/process/er-65.ttl").status_code for client in clients] == [410, 410]
