"""Sites of synthetic processes for the benchmarks of the server, as large as is wanted.

    .venv/bin/python tests/bench/sites.py SITE 200000

makes such a site once, to be measured again and again (`LOD_BENCH_SITE=SITE`): at 200,000 in some ten minutes.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lod import drafting, release
from lod import model as models
from lod.config import OSSERVATORIO, Settings
from lod.model import Model
from lod.rejected import Kept
from lod.release import Site
from lod.reporting import Log
from lod.sources import reference
from lod.tally import Tally
from lod.way import Way
from lod.web.prerendering import prerender
from tests.bench import scale, synthetic, tables


def make(path: Path, count: int) -> None:
    """A site at *path* with one release of *count* synthetic processes, as a build makes it.

    What costs most in a build is left out: SHACL of the processes, whose way has tests of its own, and the dumps. What
    the server opens is the same: store, index, model, manifest, what is rendered ahead.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        rows, mapped = Path(scratch) / "r.jsonl", Path(scratch) / "r.nt"
        tables.write_lines(synthetic.records(count, reference.load(Settings().reference_dir)), rows)
        scale.to_lines(rows, "-", mapped)
        rows.unlink()
        publish(path, mapped, count)


def publish(path: Path, mapped: Path, count: int) -> None:
    """A release of the N-Triples in the file *mapped*, which is used up, and of all that is said beside processes."""
    settings = replace(Settings(), site=path, sources=(replace(OSSERVATORIO, path=mapped.parent),))
    known = models.load(settings.ontology_dir, settings.shapes_dir)
    site, way = Site(path), Way(settings, known)
    with site.draft() as draft:
        mapped.rename(draft / release.DATA)
        with (
            (draft / release.DATA).open("ab") as data,
            Log(draft / release.FINDINGS) as log,
            Kept(draft / release.REJECTED) as kept,
        ):
            tally = Tally(kept, log)
            _references(way, known, tally, data.write)
        triples = drafting.store(draft, known, settings.base_iri)
        drafting.describe(draft, settings, way)
        site.publish(draft, drafting.manifest(settings, known, tally, count, triples, []), drafting.note_past)
    prerender(settings)


def _references(way: Way, known: Model, tally: Tally, write: Callable[[bytes], Any]) -> None:
    for examined in (*way.datasets(), *way.tables()):
        tally.take_reference(examined, write)
    write(known.published.serialize(format="nt", encoding="utf-8"))


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
