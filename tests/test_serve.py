"""The server as a process: it starts, says where, follows releases, and stops."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.errors import ServeError
from lod.model import Model
from lod.release import Release, Site
from lod.web.serve import free_port, serve
from tests.conftest import PAGES, page_of, running
from tests.conftest import free_port as any_free_port

LOD = [sys.executable, "-m", "lod"]


def got(address: str, accept: str = "text/html") -> tuple[int, str, str]:
    """Status, release and body."""
    with urlopen(Request(address, headers={"Accept": accept}), timeout=30) as response:
        return response.status, response.headers["X-Release"], response.read().decode()


def of_folder(folder: Path, few_places: Path) -> Settings:
    """Those of a site and its pages in *folder*."""
    source = replace(OSSERVATORIO, path=folder / "pages")
    return replace(Settings(), site=folder / "site", sources=(source,), reference_dir=few_places)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, few_places: Path, model: Model) -> Path:
    """A folder of one page and a site with its release, which each test gets a copy of."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "pages").mkdir()
    (folder / "pages" / "65.txt").write_bytes((PAGES / "65.txt").read_bytes())
    build(of_folder(folder, few_places), model)
    return folder


@pytest.fixture
def settings(tmp_path: Path, template: Path, few_places: Path) -> Settings:
    """A site with one release of one page."""
    shutil.copytree(template, tmp_path / "own", symlinks=True)
    return of_folder(tmp_path / "own", few_places)


def test_the_server_says_its_address_when_pages_can_be_had(settings: Settings) -> None:
    """The first request after the line is answered; SIGTERM ends it all with exit code 0."""
    with running("serve", "--site", str(settings.site), "--port", "0") as (process, address):
        status, _, body = got(address + "id/process/er-65")
        process.send_signal(signal.SIGTERM)

        assert status == 200
        assert "Dal Bilancio di Mandato al Bilancio sociale" in body
        assert process.wait(timeout=60) == 0


def test_a_new_release_is_served_without_a_restart(settings: Settings, model: Model) -> None:
    """The next request after the switch gets it, from every process."""
    with running("serve", "--site", str(settings.site), "--port", "0") as (_, address):
        before = got(address + "processes")[1]
        (settings.sources[0].path / "66.txt").write_text(page_of(66, title="Nuovo"), "utf-8")
        new = build(settings, model).release.id
        releases = {got(address + "id/process/er-66")[1] for _ in range(8)}

        assert before != new
        assert releases == {new}


def pruned_at_last(site: Site, ask: Callable[[], object] = lambda: None) -> tuple[Release, ...]:
    """What is pruned as soon as something is: a killed process needs a moment to be gone, and each to be asked."""
    for _ in range(1200):
        ask()
        if removed := site.prune(1).removed:
            return removed
        time.sleep(0.05)
    raise AssertionError("nothing is pruned")


def test_a_release_is_pruned_once_no_process_of_the_server_reads_it(settings: Settings, model: Model) -> None:
    """Its files, opened late, are there until then; a server that is killed holds nothing."""
    one = replace(settings, kept_releases=1)
    site = Site(settings.site)
    with running("serve", "--site", str(settings.site), "--port", "0") as (_, address):
        first = site.current()
        (settings.sources[0].path / "66.txt").write_text(page_of(66, title="Nuovo"), "utf-8")
        second = build(one, model).release
        is_held = first.path.exists()
        found = {got(address + "quality", "text/csv")[:2] for _ in range(20)}
        pruned = pruned_at_last(site, lambda: got(address + "quality", "text/csv"))
        (settings.sources[0].path / "67.txt").write_text(page_of(67, title="Altro"), "utf-8")
        third = build(one, model).release
        still_held = second.path.exists()

    assert is_held
    assert found == {(200, second.id)}
    assert [gone.id for gone in pruned] == [first.id]
    assert still_held
    assert [gone.id for gone in pruned_at_last(site)] == [second.id]
    assert [kept.id for kept in site.kept()] == [third.id]


def test_a_port_in_use_is_a_plain_sentence(settings: Settings) -> None:
    """Exit code 2, and which option helps."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = [*LOD, "serve", "--site", str(settings.site), "--port", str(port)]
        result = subprocess.run(arguments, capture_output=True, text=True, timeout=30, check=False)

    assert result.returncode == 2
    assert f"127.0.0.1:{port} is in use; choose another one with --port" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_demo_takes_the_next_port_and_says_so(settings: Settings) -> None:
    """And does not build again what is there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ("demo", "--site", str(settings.site), "--port", str(port))
        before = time.monotonic()
        with running(*arguments) as (_, address):
            assert address != f"http://127.0.0.1:{port}/"
            assert got(address + "processes")[0] == 200
            assert time.monotonic() - before < 30


def test_no_free_port_is_an_error() -> None:
    """The search ends."""
    assert free_port("127.0.0.1", any_free_port()) >= 1024
    with pytest.raises(ServeError, match="no address of this machine"):
        free_port("no.such.host.invalid", 8000)


@pytest.mark.parametrize("port", [0, 8000])
def test_a_host_that_is_not_ours_is_an_error(settings: Settings, port: int) -> None:
    """Told before any process starts, also where any port will do."""
    with pytest.raises(ServeError, match="no address of this machine"):
        serve(replace(settings, host="no.such.host.invalid", port=port), print)


def test_a_killed_query_process_is_replaced(settings: Settings) -> None:
    """Kill -9 on the process of a query costs nothing but that query."""
    with running("serve", "--site", str(settings.site), "--port", "0") as (process, address):
        ask = address + "sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
        for _ in range(6):
            assert "true" in got(ask, "application/sparql-results+json")[2]
        listed = subprocess.run(["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        workers = [
            line.split()[0] for line in listed.splitlines() if str(settings.site) in line and "store.worker" in line
        ]
        for worker in workers:
            os.kill(int(worker), signal.SIGKILL)

        assert workers
        assert process.poll() is None
        # another text: the same one would be answered from memory
        assert "true" in got(ask + "%23", "application/sparql-results+json")[2]


@pytest.mark.parametrize(("number", "times"), [(signal.SIGINT, 1), (signal.SIGTERM, 3)], ids=["Ctrl+C", "supervisor"])
def test_signals_to_the_whole_group_end_the_server(settings: Settings, number: signal.Signals, times: int) -> None:
    """As a terminal, make and supervisors send them: to all processes, and twice to some."""
    arguments = [*LOD, "serve", "--site", str(settings.site), "--port", "0"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            for _ in range(times):
                os.killpg(process.pid, number)
            process.wait(timeout=30)
            rest = process.stdout.read()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    assert process.returncode is not None
    assert number != signal.SIGINT or "Killing" not in rest


def test_the_server_starts_without_a_word_too_many(settings: Settings) -> None:
    """What it prints is its address; nobody has to read of threads."""
    command = [*LOD, "serve", "--site", str(settings.site), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        os.killpg(process.pid, signal.SIGKILL)

    assert first.startswith("Serving http://127.0.0.1:")


@pytest.mark.parametrize("options", [{"LOD_HOST": "0.0.0.0"}, {"LOD_TRUSTED_PROXIES": "1"}])  # noqa: S104
def test_a_demonstration_is_served_on_this_machine_only(settings: Settings, options: dict[str, str]) -> None:
    """To all the world, or behind a proxy, it is refused in one sentence that says what to do."""
    command = [*LOD, "serve", "--site", str(settings.site), "--port", "0"]
    done = subprocess.run(
        command, env={**os.environ, **options}, capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"lod: release \w+ is a demonstration, .*\[publisher\] and \[contact\].*\n", done.stderr)


@pytest.mark.parametrize("lost", ["store", "index.sqlite", "ontology", "diagrams", "manifest.json"])
def test_a_release_that_is_not_whole_is_a_plain_sentence(settings: Settings, lost: str) -> None:
    """Exit code 2, before any process is started."""
    (current,) = (settings.site / "releases").glob("[0-9a-f]*")
    gone = current / lost
    if lost == "store":
        for file in gone.iterdir():
            file.write_bytes(b"nonsense")
    else:
        gone.rename(gone.with_name("away"))
    arguments = [*LOD, "serve", "--site", str(settings.site), "--port", "0"]
    result = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)

    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stdout + result.stderr


def test_a_server_loads_nothing_that_only_a_build_needs() -> None:
    """It would start later and hold more memory."""
    heavy = "'pyshacl', 'pyarrow', 'openpyxl'"
    code = f"import lod.web.serve, sys; print([name for name in ({heavy}) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
