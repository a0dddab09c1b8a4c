"""morph-kgc, an RML engine: in a virtual environment of its own, never a dependency of ours."""

import subprocess
import sys
import venv
from pathlib import Path

REQUIREMENT = "morph-kgc>=2.10,<3"
HOME = Path(sys.prefix) / "bench-morph-kgc"
_CONFIG = """[CONFIGURATION]
output_file={output}
output_format=N-TRIPLES
number_of_processes=2
logging_level=WARNING
[processes]
mappings={mapping}
"""


def installed() -> Path | None:
    """Its Python; None if it cannot be had here."""
    python = HOME / "bin" / "python"
    if not python.exists():
        venv.create(HOME, with_pip=True)
    wanted = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", REQUIREMENT]
    done = subprocess.run(wanted, capture_output=True, check=False)
    return python if done.returncode == 0 else None


def command(python: Path, mapping: Path, output: Path) -> list[str]:
    """What runs *mapping*: with two processes, which is how it is fastest on two cores."""
    config = mapping.with_suffix(".ini")
    config.write_text(_CONFIG.format(output=output, mapping=mapping), "utf-8")
    return [str(python), "-m", "morph_kgc", str(config)]
