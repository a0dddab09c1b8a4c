"""Proof by killing: wherever a build is killed or the disk fails, the old or the new release is there, whole."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from lod import drafting
from lod.config import Settings
from lod.errors import ReleaseError
from lod.release import Progress, Release, Site, Step, damages
from lod.release.content import checksums
from lod.web.application import create_app
from tests.conftest import PAGES, ROOT
from tests.warm_builder import EVERY

OLD, NEW = PAGES / "65.txt", PAGES / "84.txt"
STEPS = list(Step)
# from here on the new release is the current one
SWITCHED = STEPS.index(Step.SWITCHED)
PRUNING = (Step.SET_ASIDE, Step.SET_ASIDE_SAFE, Step.REMOVED)
# those of a build that going back to a former release has not
READING = (Step.READ, Step.STORED, Step.DUMPED, Step.DESCRIBED, Step.NAMED)
DISK = {"EIO": "Input/output error", "ENOSPC": "No space left"}

Build = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Before:
    """A site with one release, and the ids of that and of the next one."""

    site: Path
    old: str
    new: str


@pytest.fixture(scope="module")
def build(few_places: Path) -> Iterator[Build]:
    """Builds in processes of their own; gives exit code and message."""
    command = [sys.executable, "-m", "tests.warm_builder", str(OLD)]
    # whoever is killed leaves no account of its lines: they are not counted, which takes half as long again
    uncounted = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=uncounted
    ) as process:
        assert process.stdin
        assert process.stdout
        orders, answers = process.stdin, process.stdout

        def ask(
            site: Path, source: Path, step: str = "", fault: str = "", keep: int = 1, **more: Path
        ) -> dict[str, Any]:
            fixed = {"site": site, "source": source, "reference_dir": few_places, "keep": keep}
            orders.write(json.dumps({**fixed, "step": step, "fault": fault, **more}, default=str) + "\n")
            orders.flush()
            return dict(json.loads(answers.readline()))

        yield ask
        orders.close()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def template(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Before:
    """What each test gets a copy of."""
    folder = tmp_path_factory.mktemp("killing")
    for name, source in (("old", OLD), ("new", NEW)):
        assert build(folder / name, source) == {"status": 0, "message": ""}
    return Before(folder / "old", Site(folder / "old").current().id, Site(folder / "new").current().id)


@pytest.fixture
def before(template: Before, tmp_path: Path) -> Before:
    copied(template.site, tmp_path / "site")
    return replace(template, site=tmp_path / "site")


@pytest.fixture(scope="module")
def two(build: Build, template: Before, tmp_path_factory: pytest.TempPathFactory) -> Before:
    """A site with two releases, the new one being the current one."""
    folder = tmp_path_factory.mktemp("two")
    copied(template.site, folder / "site")
    build(folder / "site", NEW, keep=2)
    return replace(template, site=folder / "site")


def copied(site: Path, copy: Path) -> None:
    """Gives a test a site of its own; no file of a release is ever written to again."""
    shutil.copytree(site, copy, symlinks=True, copy_function=os.link)


def names(site: Path) -> list[str]:
    """All that lies in a site, but for the files of releases."""
    return sorted(str(p.relative_to(site)) for p in (*site.iterdir(), *(site / "releases").iterdir()))


def failing(step: Step, fault: str) -> Progress:
    """Lets the disk fail at a step."""

    def told(what: str, _count: int) -> None:
        if what == step:
            raise OSError(getattr(errno, fault), os.strerror(getattr(errno, fault)))

    return told


def expected(*releases: str) -> list[str]:
    return sorted([".lock", "current", "releases", *(f"releases/{r}" for r in releases)])


@pytest.fixture(scope="module")
def branches(build: Build, template: Before, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What became of a build that met each fault at each step, see `tests.warm_builder`; it itself came to its end."""
    folder = tmp_path_factory.mktemp("branches")
    copied(template.site, folder / "site")
    assert build(folder / "site", NEW, EVERY, branches=folder) == {"status": 0, "message": ""}
    assert names(folder / "site") == expected(template.new)
    return folder


def whole(release: Release) -> bool:
    """Whether all its files are what the manifest says; they were read when it was published."""
    files = checksums(release.path)
    del files["manifest.json"]
    return files == release.manifest["files"]


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_a_whole_release_and_nothing_else_after_the_next_build(
    step: Step, template: Before, branches: Path, build: Build
) -> None:
    """The old one until the switch, the new one from then on; what was begun is gone when the build was done again."""
    site = Site(branches / f"{step}-kill")
    killed = json.loads((branches / f"{step}-kill.json").read_text())
    current = site.current()
    is_whole = whole(current)
    again = build(site.path, NEW)

    assert killed["status"] == -9
    assert current.id == (template.new if STEPS.index(step) >= SWITCHED else template.old)
    assert is_whole
    assert again == {"status": 0, "message": ""}
    assert site.current().id == template.new
    assert names(site.path) == expected(template.new)


@pytest.mark.parametrize("fault", DISK)
@pytest.mark.parametrize("step", STEPS)
def test_a_disk_that_fails_at_any_step_of_a_build_is_one_sentence_and_no_litter(
    step: Step, fault: str, template: Before, branches: Path
) -> None:
    """Exit code 2 and the old release until the switch, as if nothing had been; the new one from then on.

    Where only the removal of the old one fails the build has done what it should, and says so.
    """
    site = Site(branches / f"{step}-{fault}")
    told = json.loads((branches / f"{step}-{fault}.json").read_text())
    is_switched, is_pruning = STEPS.index(step) >= SWITCHED, step in PRUNING
    there = [template.new] if is_pruning else [template.old, template.new] if is_switched else [template.old]

    assert told["status"] == (0 if is_pruning else 2)
    assert DISK[fault] in told["message"]
    assert "\n" not in told["message"]
    assert site.current().id == (template.new if is_switched else template.old)
    assert whole(site.current())
    assert names(site.path) == expected(*there)


@pytest.mark.parametrize("step", [Step.DRAFTED, Step.SWITCHED, Step.REMOVED])
def test_after_a_disk_that_failed_the_next_build_succeeds(
    step: Step, template: Before, branches: Path, build: Build, tmp_path: Path
) -> None:
    """From each of the three states that there are afterwards: the old one, both, the new one."""
    site = tmp_path / "site"
    copied(branches / f"{step}-ENOSPC", site)
    again = build(site, NEW)

    assert again == {"status": 0, "message": ""}
    assert Site(site).current().id == template.new
    assert names(site) == expected(template.new)


@pytest.mark.parametrize(
    ("step", "fault"), list(zip([s for s in STEPS if s not in (*PRUNING, *READING)], [*DISK] * 9, strict=False))
)
def test_a_disk_that_fails_while_going_back_is_one_sentence_and_no_litter(
    step: Step, fault: str, two: Before, tmp_path: Path
) -> None:
    """The release that was current is served until the switch; what was begun is gone at once."""
    copied(two.site, tmp_path / "site")
    site = Site(tmp_path / "site", failing(step, fault))
    there = names(site.path)
    with pytest.raises(ReleaseError, match=DISK[fault]) as failed:
        site.go_back(site.found(two.old), drafting.note_past)
    is_switched = STEPS.index(step) >= SWITCHED

    assert "\n" not in str(failed.value)
    assert site.current().id == (two.old if is_switched else two.new)
    assert not is_switched or list(damages(site.current().path)) == []
    assert names(site.path) == sorted([*there, *([f"releases/{two.old}-2"] if is_switched else [])])


@pytest.mark.parametrize("step", PRUNING)
def test_a_former_release_that_cannot_be_removed_is_told_and_goes_the_next_time(
    step: Step, two: Before, tmp_path: Path
) -> None:
    """Wherever that fails, no half release is left that could be taken for a whole one."""
    copied(two.site, tmp_path / "site")
    with pytest.raises(ReleaseError, match=r"a former release cannot be taken away: .*Input/output"):
        Site(tmp_path / "site", failing(step, "EIO")).prune(1)
    there = names(tmp_path / "site")
    Site(tmp_path / "site").prune(1)

    assert there == expected(two.new)
    assert names(tmp_path / "site") == expected(two.new)


@pytest.mark.parametrize("step", [Step.PLACED_SAFE, Step.SWITCHED])
def test_a_running_server_answers_after_a_kill(step: Step, before: Before, build: Build) -> None:
    """From the release that is current, pages, data, queries and the files that it opens when they are asked for."""
    settings = replace(Settings(), site=before.site)
    client = create_app(settings).test_client()
    record = {before.old: "er-65", before.new: "er-84"}
    build(before.site, NEW, step, "kill")
    current = before.new if STEPS.index(step) >= SWITCHED else before.old
    paths = (f"/doc/process/{record[current]}.ttl", "/processes", "/quality.csv", "/quality.json", "/onto", "/sparql")
    answers = {path: client.get(path) for path in paths}

    assert {path: (a.status_code, a.headers["X-Release"]) for path, a in answers.items()} == dict.fromkeys(
        paths, (200, current)
    )


def test_a_kill_in_the_first_build_leaves_no_release(build: Build, tmp_path: Path, template: Before) -> None:
    """Nothing is served, and the next build begins anew."""
    killed = build(tmp_path / "site", OLD, Step.PLACED_SAFE, "kill")
    target = Site(tmp_path / "site").target()
    again = build(tmp_path / "site", OLD)

    assert (killed["status"], target, again["status"]) == (-9, "", 0)
    assert names(tmp_path / "site") == expected(template.old)


def test_what_was_placed_and_never_current_is_not_taken_for_a_former_release(before: Before, build: Build) -> None:
    """A build of something else after the kill takes it away, though there would be room for it."""
    build(before.site, NEW, Step.PLACED_SAFE, "kill", keep=5)
    other = build(before.site, PAGES / "303.txt", keep=5)
    current = Site(before.site).current()

    assert other["status"] == 0
    assert current.previous == before.old
    assert names(before.site) == expected(before.old, current.id)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own with little room."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


# the data as they are read, the store as it is made and as it is loaded, copies of ontology and shapes
@pytest.mark.parametrize("size", ["300k", "700k", "1m", "1800k"])
def test_a_disk_that_is_full_is_one_sentence_and_no_litter(size: str, build: Build, tmp_path: Path) -> None:
    """Wherever it is full, whoever writes there: ourselves or the store."""
    with small_disk(tmp_path / "disk", size) as disk:
        failed = build(disk / "site", OLD)

        assert failed["status"] == 2
        assert failed["message"].count("No space left") in (1, 2)
        assert len(failed["message"]) < 500
        assert names(disk / "site") == [".lock", "releases"]


@pytest.fixture(scope="module")
def strace() -> str:
    """The program; it can be forbidden to look into processes."""
    program = shutil.which("strace")
    if not program or subprocess.run([program, "-o", "/dev/null", "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace is not there, or may not look into processes (ptrace)")
    return program


# publishes a former release again: all steps of a build but the reading, in a third of a second
GOING_BACK = """
import sys
from pathlib import Path
from lod.errors import ReleaseError
from lod.release import Site
site = Site(Path(sys.argv[1]))
try:
    site.go_back(site.found(sys.argv[2]), lambda draft, _: (draft / "withdrawn.txt").write_text(""))
except ReleaseError as error:
    sys.exit(f"lod: {error}")
"""
# by what happens: whose system calls are watched (None: all), what the kernel does, whether that is after the switch
INJECTED: dict[str, tuple[str | None, str, bool]] = {
    "draft refused": (None, "mkdir:error=ENOSPC", False),
    "manifest not written": (None, "write:error=ENOSPC:when=1", False),
    "a file not on disk": (None, "fsync:error=EIO:when=5", False),
    "a later file not on disk": (None, "fsync:error=ENOSPC:when=130", False),
    "place refused": (None, "rename:error=ENOSPC:when=1", False),
    "link refused": (".current-new", "symlink:error=ENOSPC", False),
    "link not on disk": ("", "fsync:error=EIO:when=1", False),
    "place not on disk": ("releases", "fsync:error=EIO", False),
    "switch refused": (".current-new", "rename:error=EIO", False),
    "killed at the switch": (".current-new", "rename:signal=KILL", False),
    "switch not on disk": ("", "fsync:error=EIO:when=2", True),
    "killed while the switch goes to disk": ("", "fsync:signal=KILL:when=2", True),
}


def going_back(before: Before) -> list[str]:
    return [sys.executable, "-c", GOING_BACK, str(before.site), before.old]


@pytest.mark.parametrize("case", INJECTED)
def test_a_system_call_that_fails_leaves_a_whole_release(case: str, strace: str, two: Before, tmp_path: Path) -> None:
    """The kernel itself says no, or kills, in the middle of the switch; what was begun is gone the next time."""
    copied(two.site, tmp_path / "site")
    site = Site(tmp_path / "site")
    watched, fault, is_switched = INJECTED[case]
    options = [
        "-f",
        "-y",
        "-e",
        f"trace={fault.partition(':')[0]}",
        "-e",
        f"inject={fault}",
        "-o",
        str(tmp_path / "trace"),
    ]
    if watched is not None:
        options += ["-P", str(site.path / watched)]
    command = [strace, *options, *going_back(replace(two, site=site.path))]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    failed = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    current = site.current()
    site.prune(1)

    assert failed.returncode == (-9 if "KILL" in fault else 1), failed.stderr
    assert re.search("INJECTED|killed by SIGKILL", (tmp_path / "trace").read_text())
    assert current.id == (two.old if is_switched else two.new)
    assert list(damages(current.path)) == []
    assert names(site.path) == expected(current.path.name)


def test_power_loss_finds_the_old_or_the_new_release(
    strace: str, before: Before, few_places: Path, tmp_path: Path
) -> None:
    """Asserted from the order of system calls of a real build.

    Every file of the release is on disk, then the folder that names it, then the place of the release, and only then
    ``current`` leads there; that is on disk before the build ends, and before a former release is taken away.
    """
    trace = tmp_path / "trace"
    watched = ["-f", "-y", "-s", "500", "-e", "trace=fsync,rename,symlink,rmdir,unlinkat", "-o", str(trace)]
    arguments = ["build", "--site", str(before.site), "--source", f"osservatorio={NEW}"]
    environment = {**os.environ, "LOD_KEPT_RELEASES": "1", "LOD_REFERENCE_DIR": str(few_places)}
    command = [strace, *watched, sys.executable, "-m", "lod", *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment, cwd=ROOT)
    calls = [re.sub(r"^\d+ +", "", line) for line in trace.read_text().splitlines() if "= 0" in line]
    draft = re.escape(str(before.site)) + r"/releases/\.draft-[^/>]+"
    synced = [
        (number, m[1]) for number, call in enumerate(calls) if (m := re.search(rf"fsync\(\d+<{draft}(.*?)>", call))
    ]
    last = {path: number for number, path in synced}
    files = Site(before.site).current().manifest["files"]

    def when(call: str, text: str, start: int = 0) -> int:
        return next(n for n, line in enumerate(calls) if n >= start and line.startswith(call) and text in line)

    site, releases = str(before.site), str(before.site / "releases")
    announced = when("symlink", ".current-new")
    placed = when("rename", f'"{releases}/{before.new}"')
    switched = when("rename", f'"{site}/current"')
    on_disk = when("fsync", f"<{site}>", switched)
    aside = when("rename", f'"{releases}/.draft-{before.old}"')
    begun = min(n for n, line in enumerate(calls) if line.startswith(("unlinkat", "rmdir")) and n > switched)

    assert {f"/{name}" for name in files} | {"/manifest.json"} <= set(last)
    assert all(number < last[path.rpartition("/")[0]] for path, number in last.items() if path)
    assert max(last.values()) < announced < when("fsync", f"<{site}>", announced) < placed
    assert placed < when("fsync", f"<{releases}>", placed) < switched < on_disk < aside
    assert aside < when("fsync", f"<{releases}>", aside) < begun
