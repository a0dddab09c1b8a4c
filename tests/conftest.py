"""What tests share: the model, one release of the sample, and servers that hold it."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from lod import model as models
from lod import release
from lod.build import build
from lod.config import Settings
from lod.model import Model
from lod.release import Release, Site
from lod.web.application import create_app

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "data" / "sources" / "osservatorio" / "pages"


@pytest.fixture(scope="session")
def model() -> Model:
    """The model of the checkout; nothing changes it."""
    settings = Settings()
    return models.load(settings.ontology_dir, settings.shapes_dir)


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a site that holds one release of the sample, which all processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return replace(Settings(), site=folder / "sample")


@pytest.fixture(scope="session")
def sample(sample_settings: Settings, model: Model) -> Release:
    """One release of the sample, built by whoever comes first; tests only read it."""
    with sample_settings.site.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        site = Site(sample_settings.site)
        return site.current() if site.target() else build(sample_settings, model).release


@pytest.fixture(scope="session")
def few_places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reference tables with three municipalities only, for tests that build often."""
    folder = tmp_path_factory.mktemp("reference")
    kept = ("033032", "037006", "037061", "037004", "istat_code")
    for table in Settings().reference_dir.glob("*.csv"):
        lines = table.read_text("utf-8").splitlines(keepends=True)
        if table.name in ("municipalities.csv", "suppressed.csv", "aliases.csv"):
            lines = [line for line in lines if line.startswith(kept)]
        (folder / table.name).write_text("".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="session")
def endpoint(sample: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an Oxigraph server on loopback that holds the release."""
    folder = tmp_path_factory.mktemp("oxigraph")
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    data = str(sample.path / release.DATA)
    subprocess.run([program, "load", "--location", folder, "--file", data], check=True, capture_output=True)
    port = free_port()
    arguments = [program, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_up(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.kill()


@pytest.fixture(scope="session")
def client(sample_settings: Settings, sample: Release) -> FlaskClient:
    """A client of the application over the site's own store."""
    assert Site(sample_settings.site).current().id == sample.id
    return create_app(sample_settings).test_client()


@pytest.fixture(scope="session")
def remote_client(sample_settings: Settings, endpoint: str) -> FlaskClient:
    """A client of the application over an endpoint, without a site."""
    return create_app(replace(sample_settings, endpoint=endpoint, site=Path("no-site"))).test_client()


@pytest.fixture(params=["client", "remote_client"], ids=["embedded", "remote"])
def any_client(request: pytest.FixtureRequest) -> FlaskClient:
    """Each of both; what holds for one store holds for the other."""
    found: FlaskClient = request.getfixturevalue(request.param)
    return found


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_until_up(address: str) -> None:
    """Returns as soon as *address* answers."""
    # a minute and more, as the machine may be busy with other tests
    for _ in range(1200):
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{address} does not answer")


@contextmanager
def running(*arguments: str, log: Path | None = None, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a process of its own, and the address that it prints; ended with all its processes.

    Args:
        arguments: Those of ``lod``.
        log: Where its standard error goes.
        settings: Environment variables.
    """
    command = [sys.executable, "-m", "lod", *arguments]
    with (
        log.open("w") if log else contextlib.nullcontext(subprocess.PIPE) as errors,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
            env={**os.environ, **settings},
        ) as process,
    ):
        assert process.stdout is not None
        try:
            address = ""
            for line in process.stdout:
                if line.startswith("Serving "):
                    address = line.split()[1]
                    break
            assert address, process.stderr.read() if process.stderr else ""
            yield process, address
        finally:
            # the server's processes and theirs, too
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def page_of(number: int, *body: str, title: str = "Un processo", badge: str = "") -> str:
    """A flattened page: title and badge, then the lines of *body*."""
    head = [
        "Regione Emilia-Romagna",
        title,
        "Hai gestito, partecipato o hai info su questo processo? Integra le informazioni",
    ]
    return (
        "\n\n".join(
            [
                f"#source https://www.osservatoriopartecipazione.it/scheda-processo/{number}",
                *head,
                *([badge] if badge else []),
                *body,
            ]
        )
        + "\n"
    )


# files with few tests that take long, as they start and kill processes: whoever begins with one at the end works alone
LONG = (
    "test_release_killing",
    "test_web_workers",
    "test_way",
    "test_faults",
    "test_serve",
    "test_editor",
    "test_crawling",
    "test_harvest",
    "test_web_changes",
    "test_web_killers",
    "test_new_field",
    "test_package",
)


# files whose tests run what those of others run, with more data or more trouble: to measure that takes twice as long
UNMEASURED = ("test_shape_cases", "test_web_killers", "test_web_openapi", "test_web_writing")
# how coverage tells the processes that a test starts what to measure
_MEASURED = "COVERAGE_PROCESS_CONFIG"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measures no branches while the tests of some files run."""
    if item.path.stem not in UNMEASURED:
        return (yield)
    tracer, told = sys.gettrace(), os.environ.pop(_MEASURED, None)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)
        if told is not None:
            os.environ[_MEASURED] = told


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the long files first, so that two workers end together."""
    items.sort(key=lambda item: item.path.stem not in LONG)
