"""The package: the wheel holds all that the program needs, and nothing comes from an address that is not told."""

import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import ROOT

SCRIPT = ROOT / "lod" / "web" / "script"
LOCK = json.loads((SCRIPT / "package-lock.json").read_text("utf-8"))
OTHERS = {name: said for name, said in LOCK["packages"].items() if name}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the wheel by name."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    with ZipFile(found) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_packs_the_editor(wheel: dict[str, bytes]) -> None:
    """One file, made at installation; its sources and npm's packages stay out."""
    assert len(wheel["lod/web/static/made/sparql.js"]) > 100_000
    assert [name for name in wheel if "node_modules" in name or name.startswith("lod/web/script/")] == []


def test_the_licences_of_what_is_packed_go_with_it(wheel: dict[str, bytes]) -> None:
    """Of each npm package that the page runs."""
    told = wheel["lod/web/static/made/licences.txt"].decode()
    packed = {name.removeprefix("node_modules/") for name, said in OTHERS.items() if not said.get("dev")}
    named = set(re.findall(r"^(\S+) [0-9.]+ \(MIT\)$", told, re.MULTILINE))

    assert named <= packed
    assert {"@codemirror/view", "codemirror-lang-sparql", "style-mod"} <= named


def test_the_editor_asks_nobody_and_builds_no_code(wheel: dict[str, bytes]) -> None:
    """No other host is named in it, no text becomes a program or markup."""
    script = wheel["lod/web/static/made/sparql.js"].decode()

    assert set(re.findall(r"https?://[\w.]+", script)) <= {"http://www.w3.org"}
    assert re.findall(r"\beval\(|new Function\(|document\.write|import\(|importScripts", script) == []


def test_npm_packages_are_pinned_by_hash_and_by_no_address() -> None:
    """Whoever installs takes the same bytes from the registry of their choice."""
    assert len(OTHERS) > 10
    assert [name for name, said in OTHERS.items() if not said["integrity"].startswith("sha512-")] == []
    assert [name for name, said in OTHERS.items() if "resolved" in said] == []
    assert "http" not in json.dumps(LOCK)


def test_no_npm_package_of_the_page_runs_anything_at_installation() -> None:
    """The bundler alone would, and is not let."""
    scripted = [name for name, said in OTHERS.items() if said.get("hasInstallScript")]

    assert set(scripted) <= {"node_modules/esbuild"}
    assert "--ignore-scripts" in (ROOT / "Makefile").read_text("utf-8")


def test_without_npm_make_install_says_so_in_a_sentence(tmp_path: Path) -> None:
    """And ends with exit code 2."""
    (tmp_path / "lod" / "web" / "script").mkdir(parents=True)
    (tmp_path / "lod" / "web" / "script" / "package-lock.json").write_text("{}", "utf-8")
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    (tmp_path / "bin").mkdir()
    for program in ("sh", "make"):
        (tmp_path / "bin" / program).symlink_to(Path("/usr/bin") / program)
    command = ["make", "lod/web/static/made/sparql.js"]
    done = subprocess.run(
        command, cwd=tmp_path, check=False, capture_output=True, text=True, env={"PATH": str(tmp_path / "bin")}
    )

    assert done.returncode == 2
    assert done.stdout.strip() == (
        "The editor of the SPARQL page is made by npm, which is not here; without it the page has a plain form."
    )
