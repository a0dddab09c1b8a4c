"""A process that has the model in memory, and forks a build for each order: ``lod build`` without its first second.

An order is a line of JSON: ``site``, ``source`` (a page), ``reference_dir``, how many releases to ``keep``, and a
``fault`` (``kill``, or the name of an error of the disk) at a ``step`` (none if empty). Its answer is one, too:
``status``, the exit code, negative for a signal, and ``message``. It opens no store itself: the engine's threads do not
survive a fork.

At the step ``every`` the build goes on to its end, and at each step it forks for each fault (`FAULTS`) a build that
meets it there, with the site as it is at that moment. What became of those is in the folder ``branches``: the site,
named ``<step>-<fault>``, and the answer, with the ending ``.json``.
"""

import errno
import json
import os
import shutil
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet  # noqa: F401  # so that no build has to load it

from lod import build as way
from lod import model as models
from lod import reporting
from lod.config import OSSERVATORIO, Settings
from lod.errors import ProparError
from lod.model import Model
from lod.ontology import LANGUAGES
from lod.release import Step

_BROKEN = 70
EVERY = "every"
FAULTS = ("kill", "EIO", "ENOSPC")


def main() -> None:
    """Answers until standard input ends."""
    settings = Settings()
    model = models.load(settings.ontology_dir, settings.shapes_dir)
    # what every build would load and compile for itself
    found = way.found(replace(settings, sources=(replace(OSSERVATORIO, path=Path(sys.argv[1])),)), model)
    for language in LANGUAGES:
        reporting.page(found.quality, model, language)
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line), model)), flush=True)


def _answer(order: dict[str, str], model: Model) -> dict[str, Any]:
    said, to_say = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(said)
        status = _BROKEN
        try:
            status = _built(order, model, to_say)
        finally:
            # never back into the loop of the parent
            os._exit(status)
    os.close(to_say)
    with os.fdopen(said, "rb") as pipe:
        message = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return {"status": os.waitstatus_to_exitcode(status), "message": message}


def _built(order: dict[str, str], model: Model, to_say: int) -> int:
    """What the command does: the exit code, trouble told in one sentence."""
    answer: list[Path] = []

    def told(what: str, _count: int) -> None:
        if what == order["step"]:
            _fail(order["fault"])
        elif order["step"] == EVERY and what in set(Step) and not answer:
            for fault in FAULTS:
                branch = Path(order["branches"]) / f"{what}-{fault}"
                if _is_branch(Path(order["site"]), branch):
                    answer.append(branch.with_name(f"{branch.name}.json"))
                    _fail(fault)

    def say(status: int, message: str) -> int:
        if answer:
            answer[0].write_text(json.dumps({"status": status, "message": message}), "utf-8")
        else:
            os.write(to_say, message.encode())
        return status

    settings = replace(
        Settings(),
        site=Path(order["site"]),
        sources=(replace(OSSERVATORIO, path=Path(order["source"])),),
        reference_dir=Path(order["reference_dir"]),
        kept_releases=int(order["keep"]),
    )
    try:
        outcome = way.build(settings, model, told)
    except ProparError as error:
        return say(2, str(error))
    return say(0, outcome.trouble)


def _fail(fault: str) -> None:
    if fault == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    number = getattr(errno, fault)
    raise OSError(number, os.strerror(number))


def _is_branch(site: Path, branch: Path) -> bool:
    """Whether this is the process that fails in *site*; the other waits for its end, and has the site as it was."""
    before = branch.with_name(".before")
    shutil.copytree(site, before, symlinks=True, copy_function=os.link)
    child = os.fork()
    if child == 0:
        return True
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        answer = {"status": os.waitstatus_to_exitcode(status), "message": ""}
        branch.with_name(f"{branch.name}.json").write_text(json.dumps(answer), "utf-8")
    site.rename(branch)
    before.rename(site)
    return False


if __name__ == "__main__":
    main()
