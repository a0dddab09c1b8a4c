"""The collector of cycles: what is loaded stays, cycles are still found."""

import subprocess
import sys

_PROGRAM = """
import gc
from lod.collecting import settle
settle()
print(gc.get_freeze_count() > 1_000, gc.isenabled(), gc.get_threshold()[0] > 700)
"""


def test_what_is_loaded_is_not_looked_at_again_and_cycles_are_still_found() -> None:
    """A process that goes over many records spends its time on them; in one of its own, for the setting is its own."""
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["True", "True", "True"]
