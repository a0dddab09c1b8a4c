"""The way of all records: what comes of them is the same, whichever processes they pass through."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lod import release
from lod.build import Outcome, build
from lod.config import OSSERVATORIO, Settings, SourceSettings
from lod.findings import Code
from lod.model import Model
from lod.sources import AtEnd
from lod.sources.osservatorio.apart import Row
from lod.way import BATCH_RECORDS, Way, batches
from tests.conftest import ROOT, page_of

PROFILE = """name = "Registro"
key = "id"
[columns."titolo"]
field = "title"
[columns."avvio"]
field = "temporal.startDate"
date = "%d/%m/%Y"
[columns."ente"]
field = "decisionHolder"
"""
# enough sources, with a batch or more each, for a crew to be called
COPIES = 3
PAGE = page_of(7, "Processo", "Stato di avanzamento", "Concluso", title="Una pagina")
_DEADLINE_S = 60


def rows(start: int, count: int) -> Iterator[bytes]:
    """Rows, some of which are second ones, no text, no JSON, without number or title, or have a person in them."""
    for number in range(start, start + count):
        row = {"id": str(number), "title": f"Processo {number}", "Titolari della decisione": f"Ente {number % 7}"}
        row["Obiettivi"] = "chiamare 051 2345678" if number % 5 == 0 else "ascoltare"
        yield json.dumps(row).encode()
        if number % 10 == 0:
            yield json.dumps({**row, "title": "seconda"}).encode()
            yield b'{"id": "1", "title": "\xe8"}'
            yield b'{"id": "1",'
            yield b'{"title": "senza numero", "Referente": "Ida Blu"}'
            yield json.dumps({"id": f"9{number}", "Utente creazione": "Eva Rosa", "Ignota": "x"}).encode()


def table(start: int, count: int, encoding: str) -> bytes:
    """A CSV, some of whose rows are second ones, too short, have no key or a broken quote."""
    lines = ["id,titolo,avvio,ente,ignota,Referente"]
    for number in range(start, start + count):
        lines.append(f"{number},Città {number},01/02/2020,Comune di Piacenza,però,Ida Blu")
        if number % 10 == 0:
            lines += [
                f"{number},seconda,,,,",
                "77",
                ",senza chiave,,,,",
                f'{number}5,"rotta,ieri,,,',
                f"{number}6,x,ieri,,,",
            ]
    return "\n".join(lines).encode(encoding)


def made(folder: Path, name: str, kind: str, path: Path, profile: Path | None = None) -> SourceSettings:
    return replace(OSSERVATORIO, name=name, kind=kind, path=folder / path, prefix=name, profile=profile)


@pytest.fixture
def settings(tmp_path: Path, few_places: Path) -> Settings:
    """Rows, tables in two encodings and pages, several sources of each, all dirty."""
    (tmp_path / "register.toml").write_text(PROFILE, "utf-8")
    sources = []
    for copy in range(COPIES):
        (tmp_path / f"{copy}.jsonl").write_bytes(b"\n".join(rows(copy * 8 + 1, 12)))
        (tmp_path / f"{copy}").mkdir()
        for part, encoding in enumerate(("utf-8", "windows-1252")):
            (tmp_path / f"{copy}" / f"{part}.csv").write_bytes(table(part * 6 + 1, 12, encoding))
        (tmp_path / f"pages{copy}" / "again").mkdir(parents=True)
        for file in ("7.txt", "007.txt", "8.txt", "again/8.txt", "nove.txt"):
            (tmp_path / f"pages{copy}" / file).write_text(PAGE if file != "8.txt" else "altro", "utf-8")
        sources += [
            made(tmp_path, f"r{copy}", "osservatorio", Path(f"{copy}.jsonl")),
            made(tmp_path, f"t{copy}", "register", Path(f"{copy}"), tmp_path / "register.toml"),
            made(tmp_path, f"p{copy}", "osservatorio", Path(f"pages{copy}")),
        ]
    return Settings(sources=tuple(sources), reference_dir=few_places, max_rejected=1.0, site=tmp_path / "site")


def everything(outcome: Outcome) -> dict[str, bytes]:
    """All files of a release that follow from its data, and the account of its values."""
    path = outcome.release.path
    names = [release.DATA, release.FINDINGS, *(f"rejected/{file.name}" for file in (path / release.REJECTED).iterdir())]
    return {
        **{name: (path / name).read_bytes() for name in names},
        "account": repr(outcome.quality.coverage()).encode(),
        "problems": repr(outcome.quality.problems()).encode(),
    }


def test_dirty_sources_make_one_release_in_one_process_and_in_two(settings: Settings, model: Model) -> None:
    """Byte for byte: data, findings in their order, what was rejected under its number, the account of all values."""
    alone = build(replace(settings, workers=1, site=settings.site / "1"), model)
    crew = build(replace(settings, workers=2, site=settings.site / "2"), model)
    codes = {finding.code for finding in crew.findings}

    assert codes >= {Code.SAME_NUMBER, Code.NOT_TEXT, Code.NOT_JSON, Code.NO_NUMBER, Code.NOT_A_ROW, Code.MASKED}
    assert codes >= {Code.OTHER_ENCODING, Code.UNKNOWN_COLUMN, Code.PERSONAL_DATA, Code.NOT_A_RECORD}
    assert everything(alone) == everything(crew)
    assert alone.release.id == crew.release.id


def test_the_first_of_a_key_counts_however_far_apart_they_stand(tmp_path: Path, few_places: Path, model: Model) -> None:
    """Other batches lie between them, which other processes have."""
    many = 5 * BATCH_RECORDS
    texts = [json.dumps({"id": str(number % many), "title": f"{number}"}) for number in range(1, 2 * many)]
    (tmp_path / "r.jsonl").write_text("\n".join(texts), "utf-8")
    source = replace(OSSERVATORIO, path=tmp_path / "r.jsonl")
    settings = Settings(sources=(source,), reference_dir=few_places)
    alone, crew = (
        list(Way(replace(settings, workers=workers), model, validates=False).examined()) for workers in (1, 2)
    )

    assert alone == crew
    assert [one.findings[0].origin.line for one in crew if one.rejected] == [many, *range(many + 1, 2 * many)]


def test_a_batch_has_two_hundred_records_and_ends_of_files_stand_alone() -> None:
    """What is told at an end depends on all that came before it; small files share a batch."""
    end = AtEnd(lambda _: ())
    row = Row("{}", "r.jsonl", "er", 1)

    assert [len(batch) for batch in batches([*[row] * 401, end, row, row, end])] == [200, 200, 3, 2]
    assert list(batches([*[row] * 199, end, row, end])) == [[row] * 200, [end], [end]]
    assert list(batches([])) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_is_killed_ends_the_build_with_one_sentence(
    tmp_path: Path, settings: Settings, number: signal.Signals
) -> None:
    """Exit code 2, no draft, no process left; the release before stays."""
    config = tmp_path / "propar.toml"
    config.write_text(written(settings), "utf-8")
    command = [sys.executable, "-m", "lod", "build", "--config", str(config)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as building:
        crew = children(building)
        os.kill(crew[0], number)
        _, told = building.communicate(timeout=_DEADLINE_S)

    assert building.returncode == 2
    assert told.count("\n") == 1
    assert f"a process of the build has died (by signal {int(number)}" in told
    assert told.endswith("): nothing was published\n")
    assert [path.name for path in settings.site.rglob("*") if "finding" in path.name] == []
    assert not [one for one in crew if Path(f"/proc/{one}").exists()]


def children(building: "subprocess.Popen[str]") -> list[int]:
    """The processes that a build has started, as soon as there are two beside the one that tracks resources."""
    listed = Path(f"/proc/{building.pid}/task/{building.pid}/children")
    end = time.monotonic() + _DEADLINE_S
    while time.monotonic() < end:
        found = [int(one) for one in listed.read_text().split()]
        crew = [one for one in found if "spawn_main" in Path(f"/proc/{one}/cmdline").read_text()]
        if len(crew) >= 2:
            return crew
        time.sleep(0.02)
    raise AssertionError("the build starts no processes")


def written(settings: Settings) -> str:
    """*settings* as their file."""
    lines = [
        f'site = "{settings.site}"',
        "max_rejected = 1.0",
        "workers = 2",
        f'reference_dir = "{settings.reference_dir}"',
    ]
    for source in settings.sources:
        lines += ["[[source]]", f'name = "{source.name}"', f'kind = "{source.kind}"', f'path = "{source.path}"']
        lines += [f'prefix = "{source.prefix}"', *([f'profile = "{source.profile}"'] if source.profile else [])]
    return "\n".join(lines)
