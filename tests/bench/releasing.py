"""Making a release at scale: what each stage takes, and that its memory does not grow with the records.

    .venv/bin/python tests/bench/releasing.py 2000 20000

makes synthetic releases of so many processes as a build does, but for SHACL, and prints CPU, time and largest memory of
each stage, each in a process of its own: store and index, dumps, catalogue, past (once without and once with a release
before), reading back. `DIR` in the environment says where, for 200,000 need 12 GB there.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lod import drafting, release
from lod import model as models
from lod.config import OSSERVATORIO, Settings
from lod.release import Publication, Release, content
from lod.release.verifying import unreadable
from lod.sources import reference
from lod.way import Way
from tests.bench import scale, synthetic, tables

STAGES = ("store", "dump", "describe", "past", "past again", "read back")


def _settings(folder: Path) -> Settings:
    return replace(Settings(), site=folder, sources=(replace(OSSERVATORIO, path=folder),))


def stage(name: str, folder: Path) -> None:
    """Does one stage of a release in *folder*, where those before it are done."""
    settings, draft, noted = _settings(folder), folder / "draft", folder / "noted.json"
    model = models.load(settings.ontology_dir, settings.shapes_dir)
    said: dict[str, Any] = json.loads(noted.read_text()) if noted.exists() else {}
    now = datetime.now(UTC)
    if name == "store":
        said["triples"] = drafting.store(draft, model, settings.base_iri)
    elif name == "dump":
        said["dumps"] = drafting.dump(draft, settings, model)
    elif name == "describe":
        context = Way(settings, model).examiner.context.as_json()
        (draft / release.CONTEXT).write_text(json.dumps(context), "utf-8")
        drafting.catalogue(draft, settings, model)
    elif name == "past":
        drafting.note_past(draft, Publication("0" * 16, now, None, settings.base_iri))
    elif name == "past again":
        again = folder / "again"
        again.mkdir()
        with (draft / release.DATA).open("rb") as old, (again / release.DATA).open("wb") as new:
            # every hundredth line changes
            new.writelines(b"" if number % 100 == 0 else line for number, line in enumerate(old))
        former = Release(draft, {"id": "0" * 16, "issued": "2026-01-01T00:00:00Z"})
        drafting.note_past(again, Publication("1" * 16, now, former, settings.base_iri, draft))
    else:
        files = {dump["path"]: {"bytes": dump["bytes"], "sha256": dump["sha256"]} for dump in said["dumps"]}
        sources = [{"name": OSSERVATORIO.name, "prefix": OSSERVATORIO.prefix}]
        manifest = {**said, "base_iri": settings.base_iri, "sources": sources, "files": files}
        found = list(unreadable(draft, manifest, settings.reread_statements))
        if found:
            raise SystemExit(f"damaged: {found}")
        content.checksums(draft)
    noted.write_text(json.dumps(said))


def _taken(name: str, folder: Path) -> None:
    """Runs a stage, and notes what it took."""
    before = time.monotonic()
    stage(name, folder)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(used.ru_utime + used.ru_stime for used in usage)
    peak = max(used.ru_maxrss for used in usage) / 1024
    (folder / "taken.json").write_text(json.dumps([cpu, time.monotonic() - before, peak]))


def _in_process(work: Callable[[str, Path], None], name: str, folder: Path) -> None:
    # spawned: a forked process would begin with the memory of this one
    process = get_context("spawn").Process(target=work, args=(name, folder))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{name}: failed")


def prepare(count: str, folder: Path) -> None:
    """Writes the data of *count* processes, and of all that is said beside them."""
    settings, draft = _settings(folder), folder / "draft"
    draft.mkdir()
    model = models.load(settings.ontology_dir, settings.shapes_dir)
    rows = folder / "r.jsonl"
    tables.write_lines(synthetic.records(int(count), reference.load(settings.reference_dir)), rows)
    scale.to_lines(rows, "-", draft / release.DATA)
    way = Way(settings, model)
    with (draft / release.DATA).open("ab") as data:
        for examined in (*way.datasets(), *way.tables()):
            data.write(examined.lines)
        data.write(model.published.serialize(format="nt", encoding="utf-8"))


def measured(count: int, folder: Path) -> dict[str, list[float]]:
    """CPU seconds, seconds and MB of each stage."""
    _in_process(prepare, str(count), folder)
    found = {}
    for name in STAGES:
        _in_process(_taken, name, folder)
        found[name] = json.loads((folder / "taken.json").read_text())
        print(
            f"{count:>8} {name:12} {found[name][0]:8.1f} s CPU {found[name][1]:8.1f} s {found[name][2]:7.0f} MB",
            flush=True,
        )
    return found


def main(sizes: list[int]) -> None:
    """Prints all, and the ratios of the last size to the first one."""
    told = []
    for count in sizes:
        with tempfile.TemporaryDirectory(dir=os.environ.get("DIR")) as scratch:
            told.append(measured(count, Path(scratch)))
    print(f"\n{sizes[-1]} against {sizes[0]}: ratio of CPU, of memory")
    for name in STAGES:
        print(f"{name:12} {told[-1][name][0] / told[0][name][0]:6.1f} {told[-1][name][2] / told[0][name][2]:6.1f}")


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [2_000, 20_000])
