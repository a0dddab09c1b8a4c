"""The benchmark of dereferencing: 2,000 processes by chance, against nginx that serves the same bytes as files.

Both have two workers and are asked by wrk in turn; the server starts anew for each format, so that every first touch is
part of what is measured: of documents that the build has rendered, and of those that nobody has rendered yet.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from lod.web import prerendered
from tests.bench import synthetic
from tests.conftest import free_port, wait_until_up

COUNT = 2_000
ROUNDS = 1
# long enough that each process is asked many times, as in an hour of a day; the first time is part of it
SECONDS = 20
CONNECTIONS = (8, 1)
FORMATS = {"Turtle": "text/turtle", "JSON-LD": "application/ld+json", "HTML": "text/html"}
CODINGS = ("identity", "gzip")
# Debian keeps servers where not everybody looks
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_NGINX = """
worker_processes 2; daemon off; pid {folder}/pid; error_log {folder}/errors crit;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type application/octet-stream;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port} reuseport; root {folder}/files; }}
}}
"""
# each request another process; what wrk counts comes out as JSON
_LUA = """
local paths, accept, coding = {}, "%(accept)s", "%(coding)s"
for line in io.lines("%(paths)s") do paths[#paths + 1] = line end
init = function() math.randomseed(%(seed)d) end
local headers = { ["Accept"] = accept, ["Accept-Encoding"] = coding }
request = function() return wrk.format("GET", paths[math.random(#paths)], headers) end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\n{"requests": %%d, "us": %%d, "p99_us": %%d, "errors": %%d}\\n', summary.requests,
    summary.duration, latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """What wrk has counted.

    Args:
        per_s: Answers a second.
        p99_ms: Milliseconds within which 99 of 100 answers came, as wrk corrects them: what it would have asked while
            it waited for a late one counts as late, too, so that this tells of time rather than of answers.
    """

    per_s: float
    p99_ms: float


def compare(site: Path) -> None:
    """Prints, by format, coding and connections, the ratio of answers a second to those of nginx.

    Args:
        site: Folder of a site of `COUNT` synthetic processes or more.
    """
    lacking = [name for name in ("nginx", "wrk") if shutil.which(name, path=_PATH) is None]
    if lacking:
        print(f"No comparison with nginx: {' and '.join(lacking)} cannot be found here (Debian: nginx-light, wrk).")
        return
    for name, accept in FORMATS.items():
        for coding in CODINGS:
            for connections in CONNECTIONS if coding == "identity" else CONNECTIONS[:1]:
                _compare(site, f"{name}, {coding}", {"Accept": accept, "Accept-Encoding": coding}, connections)
    with _nothing_rendered(site):
        for name, accept in FORMATS.items():
            _compare(
                site,
                f"{name}, nothing rendered ahead",
                {"Accept": accept, "Accept-Encoding": CODINGS[0]},
                CONNECTIONS[0],
            )
    _hop(site)


@contextmanager
def _nothing_rendered(site: Path) -> Iterator[None]:
    """What the build has rendered is away."""
    rendered, away = site / prerendered.FOLDER, site / "away"
    is_there = rendered.is_dir()
    if is_there:
        rendered.rename(away)
    try:
        yield
    finally:
        if is_there:
            away.rename(rendered)


def _compare(site: Path, what: str, asked: Mapping[str, str], connections: int) -> None:
    numbers = range(synthetic.FIRST_NUMBER, synthetic.FIRST_NUMBER + COUNT)
    paths = [f"/doc/process/er-{number}" for number in numbers]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        with _served(site) as ours:
            _dump(ours, paths, asked, scratch / "files")
        with _nginx(scratch) as files, _served(site) as ours:
            rates = [
                [_wrk(port, paths, asked, connections, scratch, n) for port in (ours, files)] for n in range(ROUNDS)
            ]
    mine, theirs = (sum(pair[side].per_s for pair in rates) / ROUNDS for side in (0, 1))
    by_round = ", ".join(f"{our.per_s / their.per_s:.2f}" for our, their in rates)
    slow, slow_files = (" ".join(f"{pair[side].p99_ms:.1f}" for pair in rates) for side in (0, 1))
    print(
        f"{what}, {connections} connections: {mine:.0f} answers a second against {theirs:.0f} of nginx: "
        f"ratio {mine / theirs:.2f} (by round {by_round}); p99 by round {slow} ms against {slow_files} ms",
        flush=True,
    )


def _hop(site: Path) -> None:
    """With the 303 of the thing: what a client pays that knows only its IRI."""
    asked = {"Accept": "text/turtle", "Accept-Encoding": "identity"}
    paths = [f"/id/process/er-{n}" for n in range(synthetic.FIRST_NUMBER, synthetic.FIRST_NUMBER + COUNT)]
    with tempfile.TemporaryDirectory() as name, _served(site) as port:
        rate = _wrk(port, paths, asked, CONNECTIONS[0], Path(name), 0)
        print(
            f"the 303 alone, {CONNECTIONS[0]} connections: {rate.per_s:.0f} answers a second, p99 {rate.p99_ms:.1f} ms"
        )


def _dump(port: int, paths: list[str], asked: Mapping[str, str], folder: Path) -> None:
    """Writes the very bytes that the server on *port* sends, one file a path."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for path in paths:
        connection.request("GET", path, headers=dict(asked))
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status}")
        file = folder / path.removeprefix("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    connection.close()


def _wrk(port: int, paths: list[str], asked: Mapping[str, str], connections: int, folder: Path, seed: int) -> Rate:
    listed, script = folder / "paths", folder / "script.lua"
    listed.write_text("\n".join(paths) + "\n", "utf-8")
    values = {"accept": asked["Accept"], "coding": asked["Accept-Encoding"], "paths": listed, "seed": seed + 1}
    script.write_text(_LUA % values, "utf-8")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.strip().splitlines()[-1])
    if said["errors"]:
        raise SystemExit(f"wrk tells of {said['errors']} errors: {done.stdout}")
    return Rate(said["requests"] / said["us"] * 1e6, said["p99_us"] / 1000)


@contextmanager
def _nginx(folder: Path) -> Iterator[int]:
    port = free_port()
    folder.chmod(0o755)
    configuration = folder / "nginx.conf"
    configuration.write_text(_NGINX.format(folder=folder, port=port), "utf-8")
    program = shutil.which("nginx", path=_PATH) or "nginx"
    command = [program, "-p", str(folder), "-e", str(folder / "errors"), "-c", str(configuration)]
    first = next((folder / "files").rglob("er-*")).relative_to(folder / "files")
    with _running(command, f"http://127.0.0.1:{port}/{first}"):
        yield port


@contextmanager
def _served(site: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "lod", "serve", "--site", str(site), "--port", str(port)]
    with _running(command, f"http://127.0.0.1:{port}/robots.txt"):
        yield port


@contextmanager
def _running(command: list[str], address: str) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_up(address)
            yield
        finally:
            server.terminate()


if __name__ == "__main__":
    compare(Path(sys.argv[1]))
