"""The benchmark of the server's start and memory: from its start to the first answer, and what all its processes hold.

LOD_BENCH_SITE=SITE make bench      measures a site that tests/bench/sites.py has made, with 200,000 processes say
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from tests.conftest import free_port

STARTS = 3
_POLL_S = 0.01
_TIMEOUT_S = 60
_IDLE_S = 2


def measure(site: Path, what: str) -> None:
    """Prints the seconds until the first answer, against those that Python takes to start and import Flask, and memory.

    Args:
        site: Folder of a site that has a release.
        what: How it is called in print.
    """
    starts = [_started(site) for _ in range(STARTS)]
    bare = statistics.median(_bare() for _ in range(STARTS))
    seconds = statistics.median(start for start, _, _ in starts)
    rss, pss = (statistics.median(start[side] for start in starts) for side in (1, 2))
    print(
        f"{what}: first answer after {seconds:.2f} s, ratio {seconds / bare:.1f} to importing Flask; "
        f"idle, all processes: RSS {rss:.0f} MB, PSS {pss:.0f} MB",
        flush=True,
    )


def _started(site: Path) -> tuple[float, float, float]:
    """Seconds, RSS and PSS in MB of one start."""
    port = free_port()
    command = [sys.executable, "-m", "lod", "serve", "--site", str(site), "--port", str(port)]
    before = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            while not _answers(f"http://127.0.0.1:{port}/doc/voc/status.ttl"):
                if time.monotonic() - before > _TIMEOUT_S:
                    raise SystemExit(f"{site}: no answer within {_TIMEOUT_S} s")
                time.sleep(_POLL_S)
            took = time.monotonic() - before
            time.sleep(_IDLE_S)
            held = [_held(pid) for pid in _family(server.pid)]
        finally:
            server.terminate()
    return took, sum(rss for rss, _ in held), sum(pss for _, pss in held)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=_TIMEOUT_S):
            return True
    except OSError:
        return False


def _bare() -> float:
    before = time.monotonic()
    subprocess.run([sys.executable, "-c", "import flask"], check=True)
    return time.monotonic() - before


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _held(pid: int) -> tuple[float, float]:
    """RSS and PSS of a process, in MB: the second one counts what is shared once."""
    said = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]:
        name, _, value = line.partition(":")
        said[name] = int(value.split()[0]) / 1024
    return said["Rss"], said["Pss"]


def large() -> Path | None:
    """The large site that the environment names."""
    named = os.environ.get("LOD_BENCH_SITE", "")
    return Path(named) if named else None


if __name__ == "__main__":
    measure(Path(sys.argv[1]), sys.argv[1])
