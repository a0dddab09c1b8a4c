"""Reading, linking and mapping at scale: memory at ten times the records, and speed against morph-kgc.

    .venv/bin/python tests/bench/scale.py SOURCE PROFILE OUTPUT

is what one measured process does: SOURCE to N-Triples in OUTPUT; PROFILE is "-" for rows of the Osservatorio.
"""

import hashlib
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lod import model as models
from lod.collecting import settle
from lod.config import OSSERVATORIO, Settings
from lod.iris import Iris
from lod.linking import Linker
from lod.sources import reference
from lod.way import Way
from tests.bench import peer, received, synthetic, tables

QUICK = (2_000, 20_000)
FULL = (20_000, 200_000)
# what morph-kgc is given, by name of the mapping: the same task, and one that leaves the hard part to others
_THEIR_TASKS = {
    "received": "morph-kgc reads JSON with lists, links names and codes by joins (values are canonical, texts masked)",
    "prepared": "morph-kgc maps tables in which all reading and linking was done before, a table for each list",
}
_CHUNK = 1 << 16
_LAUNCH = """
import json, os, sys, time

def resident(pid):
    try:
        with open(f"/proc/{pid}/statm") as file:
            pages = int(file.read().split()[1])
        threads = os.listdir(f"/proc/{pid}/task")
        below = [child for thread in threads for child in open(f"/proc/{pid}/task/{thread}/children").read().split()]
    except OSError:
        return 0
    return pages + sum(map(resident, below))

before = time.monotonic()
silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
started = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
ended = most = 0
while not ended:
    time.sleep(0.1)
    most = max(most, resident(started))
    ended, status, usage = os.wait4(started, os.WNOHANG)
page_kb = os.sysconf("SC_PAGE_SIZE") // 1024
spent = [usage.ru_utime + usage.ru_stime, time.monotonic() - before]
print(json.dumps([status, *spent, usage.ru_maxrss, most * page_kb]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process and its children took.

    Args:
        cpu_s: Seconds of CPU, user and system.
        wall_s: Seconds that passed.
        peak_mb: Largest resident memory of one process, in MB.
        together_mb: Largest resident memory of all of them at once, in MB, looked at ten times a second; what they
            share counts for each.
    """

    cpu_s: float
    wall_s: float
    peak_mb: float
    together_mb: float


def measured(command: list[str]) -> Cost:
    """Runs *command*, and tells what it took; started by a small process, whose memory is no part of the peak.

    On Linux a process counts the memory of the one that started it, up to the moment of its exec, as its own peak.
    """
    launched = subprocess.run([sys.executable, "-S", "-c", _LAUNCH, *command], stdout=subprocess.PIPE, check=True)
    status, cpu_s, wall_s, peak_kb, together_kb = json.loads(launched.stdout)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Cost(cpu_s, wall_s, peak_kb / 1024, together_kb / 1024)


def digest(path: Path) -> tuple[int, int]:
    """How many lines a file has, and a number that follows from them and not from their order."""
    count = total = 0
    named = received.NAMED.encode()
    with path.open("rb") as file:
        for line in file:
            if named in line:
                continue
            count += 1
            total += int.from_bytes(hashlib.blake2b(line, digest_size=16).digest(), "big")
    return count, total % (1 << 128)


def main(scratch: Path, sizes: tuple[int, int]) -> None:
    """Memory at two sizes, and speed at the larger one."""
    few, many = (_ours(scratch, size, "r.jsonl", "-") for size in sizes)
    _memory("rows of the Osservatorio", sizes, few, many)
    _memory("rows of a register", sizes, *(_ours(scratch, size, "r.csv", "r.toml") for size in sizes))
    python = peer.installed()
    if python is None:
        print("morph-kgc cannot be installed here: no comparison with it.")
        return
    folder = _written(scratch, sizes[1])
    for name, what in _THEIR_TASKS.items():
        theirs = measured(peer.command(python, folder / f"{name}.ttl", folder / f"{name}.nt"))
        before, many = many, _ours(scratch, sizes[1], "r.jsonl", "-")
        count, ours_say = digest(folder / "r.jsonl.nt")
        their_count, they_say = digest(folder / f"{name}.nt")
        if ours_say != they_say:
            raise SystemExit(f"{folder}: morph-kgc says something else: {count} triples against {their_count}")
        _speed(f"{sizes[1]} records, {count} triples, the same ones: {what}", count, (before, many), theirs)


def _speed(what: str, triples: int, ours: tuple[Cost, Cost], theirs: Cost) -> None:
    """Compares them; ours ran before and after theirs, so that what else the machine does is shared fairly."""
    cpu_s, wall_s = (
        statistics.mean(spent) for spent in zip(*((cost.cpu_s, cost.wall_s) for cost in ours), strict=True)
    )
    print(
        f"{what}; ours reads, masks, links and maps rows of the Osservatorio, in two processes that a third one leads, "
        "morph-kgc in two"
    )
    for unit, mine, other in (("CPU", cpu_s, theirs.cpu_s), ("wall", wall_s, theirs.wall_s)):
        print(
            f"  {mine:.1f} s of {unit} ({triples / mine / 1000:.0f} thousand triples a second) against {other:.1f} s "
            f"({triples / other / 1000:.0f}): ratio {other / mine:.2f}"
        )
    for which, mine, other in (
        ("the largest process", max(cost.peak_mb for cost in ours), theirs.peak_mb),
        ("all processes together", max(cost.together_mb for cost in ours), theirs.together_mb),
    ):
        print(f"  peak RSS of {which}: {mine:.0f} MB against {other:.0f} MB")


def _memory(what: str, sizes: tuple[int, int], few: Cost, many: Cost) -> None:
    for which, less, more in (
        ("the largest process", few.peak_mb, many.peak_mb),
        ("all processes together", few.together_mb, many.together_mb),
    ):
        print(
            f"peak RSS of {which} for {sizes[1]} {what}: {more:.0f} MB against {less:.0f} MB for {sizes[0]}: "
            f"{more / less:.2f}"
        )


def _ours(scratch: Path, size: int, source: str, profile: str) -> Cost:
    folder = _written(scratch, size)
    described = profile if profile == "-" else str(folder / profile)
    return measured([sys.executable, __file__, str(folder / source), described, str(folder / f"{source}.nt")])


def _written(scratch: Path, size: int) -> Path:
    """The folder of *size* records in all forms, made at the first call."""
    folder = scratch / str(size)
    if not folder.exists():
        folder.mkdir()
        settings = Settings()
        known, places = models.load(settings.ontology_dir, settings.shapes_dir), reference.load(settings.reference_dir)
        iris = Iris(settings.base_iri)
        prepared = tables.Prepared(known, Linker(places, iris), iris, OSSERVATORIO)
        tables.write_lines(synthetic.records(size, places), folder / "r.jsonl")
        tables.write_register(synthetic.records(size, places), folder / "r.csv", folder / "r.toml")
        prepared.write(synthetic.records(size, places), folder)
        linking = received.Received(known, Linker(places, iris), iris, OSSERVATORIO, places)
        linking.write(synthetic.records(size, places), folder)
    return folder


def to_lines(path: Path, profile: str, output: Path) -> None:
    """Reads, masks, links and maps a source to N-Triples: the way of a build in all but rules and validation."""
    source = replace(OSSERVATORIO, path=path)
    if profile != "-":
        source = replace(source, kind="register", profile=Path(profile))
    settings = replace(Settings(), sources=(source,))
    model = models.load(settings.ontology_dir, settings.shapes_dir)
    settle()
    with output.open("wb", buffering=_CHUNK) as file:
        for examined in Way(settings, model, validates=False).examined():
            file.write(examined.lines)


if __name__ == "__main__":
    to_lines(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
