"""The benchmarks: each compares two things in one run and prints a ratio; memory is peak RSS.

    make bench                  in twenty minutes
    make bench SIZE=full        with 200,000 synthetic records: some half an hour, 12 GB of disk

Machines are noisy: trust the ratios, not the times.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import rdflib

from lod import model as models
from lod import rdf
from lod.build import build
from lod.config import OSSERVATORIO, Settings
from lod.examination import Examiner
from lod.record import Record
from lod.sources import osservatorio
from lod.web.application import create_app
from tests.bench import queries, records, scale, sites, starting, web

ROUNDS = 5
RECORDS = 520


def ratio(name: str, ours: Callable[[], object], other: Callable[[], object], said: str) -> None:
    """Runs both in turn, and prints how the medians compare."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for kept, run in zip(times, (ours, other), strict=True):
            before = time.process_time()
            run()
            kept.append(time.process_time() - before)
    mine, theirs = (statistics.median(kept) for kept in times)
    print(f"{name}: {mine * 1000:.1f} ms against {theirs * 1000:.1f} ms {said}: ratio {theirs / mine:.2f}")


def main() -> None:
    """All benchmarks, one line each."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "pages"
        records.write(folder, RECORDS)
        settings = replace(Settings(), site=Path(scratch) / "site", sources=(replace(OSSERVATORIO, path=folder),))
        known = models.load(settings.ontology_dir, settings.shapes_dir)
        mapping(settings, known, folder)
        build(settings, known)
        serving(settings)
        queries.compare(settings.site)
        sites.make(Path(scratch) / "synthetic", web.COUNT)
        web.compare(Path(scratch) / "synthetic")
        starting.measure(settings.site, f"server, {RECORDS} processes")
        if large := starting.large():
            starting.measure(large, f"server, {large}")
        scale.main(Path(scratch), scale.FULL if "full" in sys.argv[1:] else scale.QUICK)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak RSS of all of it: {peak:.0f} MB")


def mapping(settings: Settings, known: models.Model, folder: Path) -> None:
    """Linking and mapping to triples, against adding the same triples to an rdflib graph one by one."""
    examiner = Examiner(settings, known)
    read = [item for item in osservatorio.read(folder, "er") if isinstance(item, Record)]
    triples = [t for record in read for t in examiner.mapped(record, [])[1].triples]

    def ours() -> None:
        for record in read:
            examiner.mapped(record, [])

    def with_rdflib() -> None:
        graph = rdflib.Graph()
        for triple in triples:
            subject, value = rdflib.URIRef(rdf.plain(triple.subject)), triple.object
            if isinstance(value, rdf.Literal):
                datatype = None if value.language else rdflib.URIRef(value.datatype.value)
                graph.add(
                    (
                        subject,
                        rdflib.URIRef(triple.predicate.value),
                        rdflib.Literal(value.value, value.language, datatype),
                    )
                )
            else:
                graph.add((subject, rdflib.URIRef(triple.predicate.value), rdflib.URIRef(rdf.plain(value))))

    def reading() -> None:
        list(osservatorio.read(folder, "er"))

    ratio(
        f"linking and mapping {len(read)} records ({len(triples)} triples)",
        ours,
        with_rdflib,
        "for rdflib's Graph.add alone",
    )
    ratio(f"reading {len(read)} pages", reading, ours, "for linking and mapping them")


def serving(settings: Settings) -> None:
    """A document that was asked for before, against one that was not."""
    client = create_app(settings).test_client()
    numbers = iter(range(records.FIRST_NUMBER, records.FIRST_NUMBER + RECORDS))

    def again() -> None:
        for _ in range(50):
            client.get(f"/doc/process/er-{records.FIRST_NUMBER}.ttl")

    def first() -> None:
        for _ in range(50):
            client.get(f"/doc/process/er-{next(numbers)}.ttl")

    again()
    ratio("50 documents from memory", again, first, "at the first touch")


if __name__ == "__main__":
    main()
