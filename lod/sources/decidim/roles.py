"""Which files of an export are read, and what each is for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lod.sources.decidim.columns import MEETING, MEETINGS, PHASES, PROCESS, STEP
from lod.sources.register.profile import Column

_MAX_NAME_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Role:
    """What a file of an export is for.

    Args:
        part: Where its rows stand in a process; empty for the processes themselves.
        names: How its file is called after its last hyphen.
        columns: What becomes of its columns.
        prefix: What stands before the names of its columns in findings and accounts.
    """

    part: str
    names: re.Pattern[str]
    columns: Mapping[str, Column]
    prefix: str = ""


PROCESSES = Role("", re.compile(r"participatory_processes\.csv"), PROCESS)
STEPS = Role(PHASES, re.compile(r"(?:participatory_process_)?steps\.csv"), STEP, "steps/")
GATHERINGS = Role(MEETINGS, re.compile(r"meetings\.csv"), MEETING, "meetings/")


def role_of(name: str) -> Role | None:
    """The role of the file *name*, whatever folder it is in; None for files that are about something else."""
    file = name.replace("\\", "/").rpartition("/")[2][-_MAX_NAME_CHARACTERS:]
    # macOS puts beside each file what it knows of it, under the same name
    last = "" if file.startswith("._") else file.rpartition("-")[2].lower()
    return next((role for role in (PROCESSES, STEPS, GATHERINGS) if role.names.fullmatch(last)), None)
