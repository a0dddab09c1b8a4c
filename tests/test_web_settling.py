"""The collector of cycles in a process of the server: what is served stays out of its way, what was served does not."""

import gc
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.web import settling
from lod.web.application import SERVING, create_app
from tests.conftest import PAGES

MOST_S = 60


@pytest.fixture(autouse=True)
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The collector as it was, afterwards."""
    monkeypatch.setattr(settling, "_PAUSE_S", 0.02)
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def published(settings: Settings, model: Model, number: int) -> None:
    build(replace(settings, sources=(replace(OSSERVATORIO, path=PAGES / f"{number}.txt"),)), model)


def comes_true(what: Callable[[], bool]) -> bool:
    """Whether *what* holds in the end."""
    end = time.monotonic() + MOST_S
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    return what()


def test_a_former_release_goes_and_the_next_one_stays(tmp_path: Path, few_places: Path, model: Model) -> None:
    """Its files can be pruned, and no page waits for the collector."""
    settings = replace(Settings(), site=tmp_path / "site", reference_dir=few_places)
    published(settings, model, 65)
    app = create_app(settings)
    settling.install(app.extensions[SERVING])
    former = weakref.ref(app.extensions[SERVING].now())
    frozen = gc.get_freeze_count()
    published(settings, model, 564)
    app.test_client().get("/")

    assert frozen > 1_000
    assert comes_true(lambda: former() is None)
    assert comes_true(lambda: gc.get_freeze_count() > 1_000)
