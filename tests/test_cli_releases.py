"""The commands on releases, as a script and a person meet them."""

import fcntl
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lod import release, withdrawn
from lod.build import build
from lod.cli import main
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.release import Hold, Site
from tests.conftest import PAGES

ID = "https://w3id.org/propar/id/process/er-"
DOC = "https://w3id.org/propar/doc/process/er-"


def run(*arguments: str | Path) -> Result:
    """The command's output and exit code, run in this process."""
    return CliRunner().invoke(main, ["release", *(str(a) for a in arguments)], catch_exceptions=False)


@dataclass(frozen=True)
class Two:
    """A site with two releases: of page 65, then of pages 65 and 84."""

    site: Path
    first: str
    second: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, few_places: Path, model: Model) -> Two:
    """What tests only read."""
    folder = tmp_path_factory.mktemp("releases")
    (folder / "pages").mkdir()
    source = replace(OSSERVATORIO, path=folder / "pages")
    settings = replace(Settings(), site=folder / "site", sources=(source,), reference_dir=few_places)
    ids = []
    for name in ("65.txt", "84.txt"):
        (folder / "pages" / name).write_bytes((PAGES / name).read_bytes())
        ids.append(build(settings, model).release.id)
    return Two(settings.site, *ids)


@pytest.fixture
def two(made: Two, tmp_path: Path) -> Two:
    """A copy, which a test can change."""
    subprocess.run(["cp", "-a", made.site, tmp_path / "site"], check=True)
    return replace(made, site=tmp_path / "site")


def test_list_shows_what_there_is_newest_first(made: Two) -> None:
    """With what tells one from the other, and which is served."""
    lines = run("list", "--site", made.site).stdout.splitlines()

    assert lines[0].split() == ["RELEASE", "ISSUED", "RECORDS", "TRIPLES", "FINDINGS", "SIZE"]
    assert [line.split()[0] for line in lines[1:]] == [made.second, made.first]
    assert [line.split()[2] for line in lines[1:]] == ["2", "1"]
    assert [line.endswith("current") for line in lines[1:]] == [True, False]


def test_list_gives_a_script_all_of_it(made: Two) -> None:
    """Numbers as numbers."""
    found = json.loads(run("list", "--site", made.site, "--json").stdout)

    assert [(r["id"], r["previous"], r["records"], r["current"]) for r in found] == [
        (made.second, made.first, 2, True),
        (made.first, None, 1, False),
    ]
    assert all(set(r["findings"]) == {"violation", "warning", "info"} for r in found)
    for told in found:
        files = [p for p in Path(told["path"]).rglob("*") if p.is_file() and p.name != "manifest.json"]
        assert told["bytes"] == sum(p.stat().st_size for p in files)


def test_show_tells_of_one_release(made: Two) -> None:
    """Of the current one, or of the one whose id begins so; to a script its manifest."""
    current, former = run("show", "--site", made.site).stdout, run("show", made.first[:6], "--site", made.site).stdout
    manifest = json.loads(run("show", made.first, "--site", made.site, "--json").stdout)

    assert current.startswith(f"Release {made.second}, the current one\n")
    assert f"before it  {made.first}\n" in current
    assert former.startswith(f"Release {made.first}\n")
    assert manifest == Site(made.site).found(made.first).manifest


def test_diff_tells_document_by_document(made: Two) -> None:
    """What came and what went, and all of it together."""
    lines = run("diff", made.first, "--site", made.site).stdout.splitlines()
    back = run("diff", made.second, made.first, "--site", made.site).stdout.splitlines()
    added = int(next(line for line in lines if line.startswith(f"+ {DOC}84 ")).rpartition("+")[2])

    assert added > 20
    assert f"- {DOC}84 -{added} +0" in back
    assert not any("er-65 " in line for line in lines)
    assert " added" in lines[-1]
    assert lines[-1].startswith(f"{len(lines) - 1} documents: ")


def test_diff_gives_a_script_the_statements(made: Two) -> None:
    """One array; applied to the older release, it gives the newer one."""
    found = json.loads(run("diff", made.first, "--site", made.site, "--json").stdout)
    old, new = (
        set((Site(made.site).found(r).path / release.DATA).read_text("utf-8").splitlines())
        for r in (made.first, made.second)
    )
    for change in found:
        assert old.issuperset(change["removed"])
        old = (old - set(change["removed"])) | set(change["added"])

    assert old == new
    assert {change["kind"] for change in found} >= {"added", "changed"}
    assert json.loads(run("diff", made.first, made.first, "--site", made.site, "--json").stdout) == []


def test_diff_prints_statements_if_asked(made: Two) -> None:
    """Each after its sign."""
    lines = run("diff", made.first, "--site", made.site, "--statements").stdout.splitlines()

    assert any(line.startswith(f"  + <{ID}84> <http") and line.endswith(" .") for line in lines)


def test_rollback_serves_the_former_release_and_withdraws_what_it_lacks(two: Two) -> None:
    """In one line; a second one goes forth again, and what had been withdrawn comes back."""
    site = Site(two.site)
    back = run("rollback", "--site", two.site)
    first = site.current()
    gone = withdrawn.read(first.path / release.WITHDRAWN)
    verified = run("verify", "--site", two.site)
    forth = run("rollback", "--site", two.site)
    second = site.current()

    assert back.stdout == f"Release {two.first} is current again; it was {two.second} until now.\n"
    assert (first.id, first.previous, verified.exit_code) == (two.first, two.second, 0)
    assert f"{ID}84" in gone
    assert (forth.exit_code, second.id, second.previous) == (0, two.second, two.first)
    assert f"{ID}84" not in withdrawn.read(second.path / release.WITHDRAWN)
    assert [r.id for r in site.kept()] == [two.second, two.first]


def test_rollback_changes_no_file_of_the_former_release(two: Two) -> None:
    """Both share them; the former one has its own past still."""
    former = Site(two.site).found(two.first)
    run("rollback", two.first, "--site", two.site)

    assert list(release.damages(former.path)) == []
    assert Site(two.site).current().path != former.path
    assert (Site(two.site).current().path / release.DATA).stat().st_ino == (former.path / release.DATA).stat().st_ino


def test_rollback_refuses_a_damaged_release(two: Two) -> None:
    """The file is named, the current release stays."""
    damaged = Site(two.site).found(two.first).path / release.DATA
    damaged.write_bytes(damaged.read_bytes().replace(b"e", b"a", 1))
    refused = run("rollback", "--site", two.site)

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"lod: {two.first}: data.nt is damaged, it is not what was published\n"
    assert Site(two.site).current().id == two.second
    assert [p.name for p in (two.site / "releases").iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("damage", ["manifest", "folder", "link"])
@pytest.mark.parametrize("named", [True, False])
def test_rollback_helps_where_the_current_release_is_damaged(two: Two, damage: str, named: bool) -> None:
    """That is when it is needed; verify tells what is wrong."""
    folder = Site(two.site).current_folder()
    if damage == "manifest":
        (folder / release.MANIFEST).write_text("{")
    elif damage == "folder":
        shutil.rmtree(folder)
    else:
        (two.site / "current").unlink()
        (two.site / "current").symlink_to("releases/none")
    verified = run("verify", "--site", two.site)
    shown = run("show", "--site", two.site)
    wanted = Site(two.site).kept()[0].id
    back = run("rollback", *([wanted] if named else []), "--site", two.site)

    assert (verified.exit_code, shown.exit_code) == (1 if damage == "manifest" else 2, 2)
    assert len((verified.stderr or verified.stdout.partition("\n")[0]).splitlines()) == 1
    assert (back.exit_code, Site(two.site).current().id) == (0, wanted)
    assert run("verify", "--site", two.site).exit_code == 0


def test_verify_names_the_damaged_file(two: Two) -> None:
    """Exit code 1; a release that is whole is told so."""
    whole = run("verify", two.first, "--site", two.site)
    index = Site(two.site).current().path / release.INDEX
    index.write_bytes(index.read_bytes()[:-1])
    damaged = run("verify", "--site", two.site)
    told = json.loads(run("verify", two.second, "--site", two.site, "--json").stdout)

    assert (whole.exit_code, whole.stdout) == (0, f"{two.first}: whole\n")
    assert (damaged.exit_code, damaged.stdout.splitlines()[0].partition(":")[0]) == (1, "index.sqlite")
    assert [damage["file"] for damage in told] == ["index.sqlite"]


def test_verify_of_an_unreadable_manifest_is_damage(two: Two) -> None:
    """Of the current release and of one that is named; the list says where to look."""
    (Site(two.site).current_folder() / release.MANIFEST).write_text("{")
    results = [run("verify", "--site", two.site), run("verify", two.second, "--site", two.site)]
    listed = run("list", "--site", two.site)

    assert {(r.exit_code, r.stdout.partition(":")[0]) for r in results} == {(1, "manifest.json")}
    assert "the current release is damaged" in listed.stderr
    assert two.first in listed.stdout


def test_prune_takes_the_oldest_but_for_those_that_are_read(two: Two) -> None:
    """A dry run only says so."""
    hold = Hold(Site(two.site).found(two.first).path)
    used = run("prune", "--keep", "1", "--site", two.site)
    hold.release()
    dry = json.loads(run("prune", "--keep", "1", "--site", two.site, "--dry-run", "--json").stdout)
    kept = [r.id for r in Site(two.site).kept()]
    done = run("prune", "--keep", "1", "--site", two.site)

    assert used.stdout == f"{two.first} stays: somebody reads it\n"
    assert (dry, kept) == ({"removed": [two.first], "in_use": [], "dry_run": True}, [two.second, two.first])
    assert done.stdout == f"{two.first} removed\n"
    assert [r.id for r in Site(two.site).kept()] == [two.second]
    assert run("prune", "--site", two.site).stdout == "nothing to remove: no more than 5 releases are there\n"


MISTAKES = {
    "unknown": (("show", "0123456789"), "no release 0123456789; there are: "),
    "too short": (("diff", "ab"), "no release ab; there are: "),
    "of nothing": (("verify", "nothing"), "no release nothing; there are: "),
    "outside": (("verify", ".."), "no release ..; there are: "),
    "current": (("rollback", "{second}"), "is the current release already"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_plain_sentence(name: str, made: Two) -> None:
    """Exit code 2."""
    arguments, sentence = MISTAKES[name]
    result = run(*(a.format(second=made.second) for a in arguments), "--site", made.site)

    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert result.stderr.startswith("lod: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [["list"], ["show"], ["diff", "abcd"], ["rollback"], ["verify"], ["prune"]])
def test_where_no_site_is_nothing_is_made(command: list[str], tmp_path: Path) -> None:
    """A mistyped folder is told, not made."""
    result = run(*command, "--site", tmp_path / "typo")

    assert result.exit_code == 2
    assert result.stderr.startswith(f"lod: {tmp_path / 'typo'}: no release there")
    assert not (tmp_path / "typo").exists()


def test_the_first_release_has_none_before_it(two: Two) -> None:
    """So there is no going back from it."""
    run("rollback", two.first, "--site", two.site)
    run("prune", "--keep", "1", "--site", two.site)
    manifest = Site(two.site).current_folder() / release.MANIFEST
    said = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**said, "previous": None}), "utf-8")

    assert "is the first release" in run("rollback", "--site", two.site).stderr


@pytest.fixture
def locked(two: Two) -> Iterator[Path]:
    """A site in which another build is at work."""
    with (two.site / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield two.site


@pytest.mark.parametrize("command", [["release", "rollback"], ["release", "prune"], ["build"]])
def test_another_build_at_work_is_told(command: list[str], locked: Path) -> None:
    """With how to wait for it; a dry run changes nothing, and needs not wait."""
    source = ["--source", f"osservatorio={PAGES / '65.txt'}"] if command == ["build"] else []
    result = CliRunner().invoke(main, [*command, *source, "--site", str(locked)], catch_exceptions=False)

    assert result.exit_code == 2
    assert result.stderr == f"lod: {locked}: another build is at work there; --wait waits for its end\n"
    assert run("prune", "--dry-run", "--site", locked).exit_code == 0


def test_waiting_for_another_build_ends_with_it(two: Two) -> None:
    """Told meanwhile; then the command does its work."""
    arguments = ["release", "prune", "--keep", "1", "--wait", "--site", str(two.site)]
    with (two.site / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with subprocess.Popen(
            [sys.executable, "-m", "lod", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as waiting:
            assert waiting.stderr
            told = waiting.stderr.readline()
            time.sleep(0.1)
            ended = waiting.poll()
            fcntl.flock(lock, fcntl.LOCK_UN)
            output, _ = waiting.communicate(timeout=30)

    assert told == "lod: waiting for another build\n"
    assert ended is None
    assert (waiting.returncode, output) == (0, f"{two.first} removed\n")
