"""The processes of the server: killed, stopped, or left without their release, while clients ask."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from shutil import copytree, rmtree
from threading import Thread
from urllib.parse import quote

import pytest

from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.release import Release, Site
from lod.web.wake import Wake
from tests.conftest import page_of, running
from tests.wire import TIMEOUT_S, Answer, Load, connected, get, held, post, said

TITLES = "SELECT ?t { ?p a <https://w3id.org/propar/onto#ParticipatoryProcess> ; <http://purl.org/dc/terms/title> ?t }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ASK = "/sparql?query=" + quote(TITLES)
PAGES = ["/doc/process/er-65.ttl", "/doc/process/er-65", "/doc/process/er-65.html", "/id/process/er-65"]
QUESTIONS = 10_000


@dataclass(frozen=True)
class Serving:
    """A server with a site of its own."""

    site: Site
    process: subprocess.Popen[str]
    address: str
    log: Path

    def processes(self, word: str) -> list[int]:
        """Numbers of its processes whose command has *word* in it."""
        command = ["ps", "-ww", "-eo", "pid,pgid,args"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        lines = [line.split(maxsplit=2) for line in listed.splitlines()[1:]]
        return [int(pid) for pid, group, text in lines if int(group) == self.process.pid and word in text]


@contextmanager
def serving_copy(release: Release, folder: Path) -> Iterator[Serving]:
    """A server over a copy of the site that holds *release*."""
    site, log = Site(folder / "site"), folder / "errors.txt"
    copytree(release.path.parent.parent, site.path, symlinks=True)
    settings = {"LOD_QUERY_TIMEOUT_S": "2", "LOD_CLIENT_BUDGET_S": "3000"}
    with running("serve", "--site", str(site.path), "--port", "0", log=log, **settings) as (process, address):
        yield Serving(site, process, address, log)


@pytest.fixture(scope="module")
def lasting(sample: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server that outlives what these tests do to it."""
    with serving_copy(sample, tmp_path_factory.mktemp("lasting")) as found:
        yield found


@pytest.fixture
def passing(sample: Release, tmp_path: Path) -> Iterator[Serving]:
    """A server that a test may end."""
    with serving_copy(sample, tmp_path) as found:
        yield found


def until(holds: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether *holds* comes true in time."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


SERVER, QUERIES = "spawn_main", "store.worker"
# as the system writes it
_ESTABLISHED = "01"


def switch_to(site: Site, target: str) -> None:
    """Makes another release the current one, by one rename."""
    fresh = site.path / ".current-test"
    fresh.symlink_to(target)
    fresh.rename(site.path / "current")


def test_a_release_switched_under_load_costs_no_answer(
    lasting: Serving, tmp_path: Path, model: Model, few_places: Path
) -> None:
    """Of 10,000 questions none fails, and none mixes releases: what each answer names is what it holds."""
    first = lasting.site.current().id

    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "65.txt").write_text(page_of(65, title="Un altro titolo"), "utf-8")
    other = replace(
        Settings(), site=tmp_path / "other", sources=(replace(OSSERVATORIO, path=pages),), reference_dir=few_places
    )
    second = build(other, model).release
    second.path.rename(lasting.site.releases / second.id)
    bodies: dict[tuple[str, str], set[str]] = defaultdict(set)
    statuses: dict[int, int] = defaultdict(int)

    def seen(path: str, answer: Answer) -> None:
        statuses[answer.status] += 1
        named = answer.headers["x-release"]
        digest = sha256(answer.body).hexdigest()[:24]
        bodies[path, named].add(digest)
        if "etag" in answer.headers:
            assert answer.headers["etag"].strip('W/"') == digest

    def switch(asked: int) -> None:
        if asked % (QUESTIONS // 5) == 0:
            switch_to(lasting.site, f"releases/{second.id if lasting.site.target().endswith(first) else first}")

    # a list is made anew each time: fewer of these
    load = Load(lasting.address, [*PAGES, ASK] * 5 + ["/processes"])
    load.run(QUESTIONS, seen, switch)
    switch_to(lasting.site, f"releases/{first}")

    assert load.resets == 0
    assert sum(statuses.values()) == QUESTIONS
    assert set(statuses) == {200, 303}
    assert {named for _, named in bodies} == {first, second.id}
    assert all(len(found) == 1 for found in bodies.values())
    assert all(bodies[path, first] != bodies[path, second.id] for path in PAGES[:3])


def connections(process: int, address: str) -> int:
    """How many connections to the server at *address* a process holds."""
    port = f":{int(address.rstrip('/').rpartition(':')[2]):04X}"
    table = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    ours = {f"socket:[{fields[9]}]" for fields in table if fields[1].endswith(port) and fields[3] == _ESTABLISHED}
    held = set()
    for file in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(OSError):
            held.add(str(file.readlink()))
    return len(ours & held)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one door")
def test_clients_that_are_always_busy_are_shared_out_evenly(lasting: Serving) -> None:
    """None of them waits at one process while another one has nothing to do; no answer is lost on the way."""
    statuses: set[int] = set()
    differences: list[int] = []
    end = time.monotonic() + 3

    def look(asked: int) -> None:
        if asked % 500 == 0:
            found = [connections(process, lasting.address) for process in lasting.processes(SERVER)]
            differences.append(max(found) - min(found))
            if time.monotonic() > end or (len(differences) > 1 and differences[-1] <= 1):
                load.asked = 1_000_000

    load = Load(lasting.address, PAGES[:3], connections=16)
    load.run(1_000_000, lambda _, answer: statuses.add(answer.status), look)

    assert differences[-1] <= 1
    assert statuses == {200}
    assert load.resets == 0


def test_a_killed_server_process_costs_only_what_it_was_answering(lasting: Serving) -> None:
    """Kill -9 under load, twice within seconds: it is replaced, and no answer is wrong."""
    wrong: list[Answer] = []
    expected = {path: said(lasting.address, get(path)).body for path in PAGES[:3]}
    killed: list[int] = []

    def kill(asked: int) -> None:
        if asked in (500, 1500):
            (victim, *_) = sorted(set(lasting.processes(SERVER)) - set(killed))
            killed.append(victim)
            os.kill(victim, signal.SIGKILL)

    def seen(path: str, answer: Answer) -> None:
        if answer.status != 200 or not answer.is_whole or answer.body != expected[path]:
            wrong.append(answer)

    load = Load(lasting.address, PAGES[:3])
    load.run(4_000, seen, kill)

    assert len(killed) == 2
    assert wrong == []
    assert load.resets <= 2 * 8
    assert until(lambda: len(lasting.processes(SERVER)) == 2)
    assert lasting.process.poll() is None
    assert said(lasting.address, post(b"ASK {}")).status == 200


def test_killed_query_processes_cost_no_answer(lasting: Serving) -> None:
    """Kill -9 under load: what one was answering is asked again of another one."""
    statuses: dict[int, int] = defaultdict(int)
    bodies: set[bytes] = set()
    killed: set[int] = set()

    def kill(asked: int) -> None:
        if asked % 50 == 0:
            for victim in lasting.processes(QUERIES)[:1]:
                killed.add(victim)
                os.kill(victim, signal.SIGKILL)

    def seen(path: str, answer: Answer) -> None:
        assert path
        statuses[answer.status] += 1
        bodies.add(answer.body)

    load = Load(lasting.address, [f"{ASK}%23{number}" for number in range(300)], connections=4)
    load.run(300, seen, kill)

    assert killed
    assert statuses == {200: 300}
    assert len(bodies) == 1
    assert len(json.loads(bodies.pop())["results"]["bindings"]) == 26


def test_nothing_is_left_of_a_server_whose_first_process_is_killed(passing: Serving) -> None:
    """The others end with it, and so the port is free again."""
    assert said(passing.address, post(TITLES.encode())).status == 200
    os.kill(passing.process.pid, signal.SIGKILL)
    passing.process.wait(TIMEOUT_S)

    assert until(lambda: not passing.processes(SERVER) and not passing.processes(QUERIES))


def test_sigterm_lets_requests_in_flight_end(passing: Serving) -> None:
    """What was asked before is answered whole; new ones are refused; no process is left, and no word of complaint."""
    answers: list[Answer] = []
    content = get("/sparql?query=" + quote(ENDLESS))
    asking = Thread(target=lambda: answers.append(said(passing.address, content)))
    asking.start()
    assert until(lambda: bool(passing.processes(QUERIES)))
    time.sleep(0.3)
    with (
        held(passing.address, 20, b"GET / HTTP/1.1\r\n"),
        held(passing.address, 20, b""),
        held(passing.address, 5, post(b"ASK", length=60)),
    ):
        passing.process.send_signal(signal.SIGTERM)
        assert until(lambda: _is_refused(passing.address), 1.5)
        asking.join(TIMEOUT_S)
        code = passing.process.wait(TIMEOUT_S)

    assert [answer.status for answer in answers] == [504]
    assert code == 0
    assert until(lambda: not passing.processes(SERVER) and not passing.processes(QUERIES))
    assert passing.process.stdout is not None
    # one that had not ended in time would have been killed, and told
    assert passing.log.read_text() + passing.process.stdout.read() == ""


def _is_refused(address: str) -> bool:
    try:
        with connected(address):
            return False
    except ConnectionError:
        return True


def test_a_release_that_goes_from_the_disk_is_served_on(passing: Serving) -> None:
    """Documents and lists from what is open; queries and the report are 503 where a file is needed; never a 500."""
    asked = ["/", "/processes", "/processes.csv", "/doc/process/er-65.ttl", "/onto", "/shapes"]
    before = {path: said(passing.address, get(path)).status for path in asked for _ in range(4)}
    rmtree(passing.site.releases)
    fresh = ["/doc/process/er-84.ttl", "/doc/process/er-84", "/processes?q=bilancio", "/processes.csv?q=bilancio"]
    after = {path: said(passing.address, get(path)).status for path in [*asked, *fresh]}
    assert said(passing.address, get(ASK)).status in (200, 503)
    for victim in passing.processes(QUERIES):
        os.kill(victim, signal.SIGKILL)
    query, report = said(passing.address, post(b"ASK {} # anew")), said(passing.address, get("/quality.json"))

    assert set(before.values()) == {200}
    assert set(after.values()) == {200}
    assert (query.status, report.status) == (503, 503)
    assert "retry-after" in query.headers
    assert str(passing.site.path).encode() not in query.body + report.body
    assert "Traceback" not in passing.log.read_text()


def test_a_next_release_that_cannot_be_opened_is_not_switched_to(lasting: Serving) -> None:
    """The one that is served stays; the operator is told why."""
    before = said(lasting.address, get("/doc/process/er-65.ttl"))
    switch_to(lasting.site, "releases/none")
    during = said(lasting.address, get("/doc/process/er-65.ttl"))
    switch_to(lasting.site, f"releases/{before.headers['x-release']}")

    assert (during.status, during.body) == (200, before.body)
    assert said(lasting.address, get("/doc/process/er-65.ttl")).body == before.body
    assert "releases/none cannot be opened" in lasting.log.read_text()
    assert "Traceback" not in lasting.log.read_text()


def test_a_process_that_dies_without_a_release_comes_back_with_it(lasting: Serving) -> None:
    """A server does not give up while its release is away; it says in one sentence what is missing."""
    away = lasting.site.path.rename(lasting.site.path.with_name("away"))
    for victim in lasting.processes(SERVER):
        os.kill(victim, signal.SIGKILL)
    assert until(lambda: "no release there" in lasting.log.read_text())
    away.rename(lasting.site.path)

    assert until(lambda: _answers(lasting.address))
    assert lasting.process.poll() is None
    assert "Traceback" not in lasting.log.read_text()


def _answers(address: str) -> bool:
    try:
        return said(address, get("/doc/process/er-65.ttl")).status == 200
    except (ConnectionError, TimeoutError):
        return False


def test_slow_readers_of_a_file_disturb_nobody(lasting: Serving) -> None:
    """More of them than threads: each holds an open file; parts of it are parts of what is there."""
    content = b"0123456789" * 1_000_000
    (lasting.site.path / "current" / "dumps" / "processes.csv").write_bytes(content)
    whole = get("/dumps/processes.csv")
    with held(lasting.address, 60, whole):
        begun = time.monotonic()
        page = said(lasting.address, get("/processes"))
        took_s = time.monotonic() - begun
    first, last = (
        said(lasting.address, get("/dumps/processes.csv", f"Range: bytes={part}")) for part in ("7-12", "-3")
    )

    assert (page.status, took_s < 3) == (200, True)
    assert said(lasting.address, whole).body == content
    assert (first.status, first.body) == (206, b"789012")
    assert (last.status, last.body, last.headers["content-range"]) == (206, b"789", "bytes 9999997-9999999/10000000")


def test_many_resting_connections_keep_nobody_out(lasting: Serving) -> None:
    """More than a queue of the system would hold: who comes after them is answered."""
    with held(lasting.address, 1_500, b"GET / HTTP/1.1\r\n"):
        begun = time.monotonic()

        assert said(lasting.address, get("/processes")).status == 200
        assert time.monotonic() - begun < 3


def test_the_end_is_not_forgotten_when_a_process_is_replaced_meanwhile() -> None:
    """A signal that came just before the loop cleared its event made the server wait for ever."""
    wake = Wake(lambda: True)
    wake.set()
    wake.clear()

    assert wake.wait(0)


def test_a_second_signal_finds_no_lock() -> None:
    """Its handler runs in the thread that is busy with the first one."""
    wake = Wake(lambda: False)
    seen = []

    def handle(*_: object) -> None:
        wake.set()
        seen.append(wake.is_set())

    old = signal.signal(signal.SIGUSR1, handle)
    try:
        with wake._cond:
            os.kill(os.getpid(), signal.SIGUSR1)
            time.sleep(0)
    finally:
        signal.signal(signal.SIGUSR1, old)

    assert seen == [True]
