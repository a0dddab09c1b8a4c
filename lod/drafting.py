"""The folder of a release: store, index, context, report, model and manifest, made of the data as it was written."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import lod
from lod import catalog, dumps, history, index, queries, rdf, release, reporting, sorting, withdrawn
from lod.config import Settings
from lod.diagram import diagram
from lod.findings import Severity
from lod.iris import VOCABULARIES, Iris
from lod.model import Model
from lod.ontology import LANGUAGES
from lod.release import Publication
from lod.reporting import logged
from lod.sources import datasets
from lod.store.base import Row
from lod.store.embedded import EmbeddedStore
from lod.tally import Tally
from lod.way import Way

# a release of another format is another release, even with the same data
FORMAT = 1


def store(draft: Path, model: Model, base: str) -> int:
    """Makes store and index of the data; the number of its triples."""
    with EmbeddedStore.created(draft / release.STORE) as made:
        made.load(draft / release.DATA)
        made.persist()
        index.build(made, model, draft / release.INDEX)
        # what is dumped is what the store says, in its spelling
        unsorted = draft / f"{release.DATA}.unsorted"
        made.dump(unsorted)
    count = sorting.sort(unsorted, draft / release.DATA, base)
    unsorted.unlink()
    return count


def dump(draft: Path, settings: Settings, model: Model) -> list[dict[str, Any]]:
    """Writes the dumps; what each of them is."""
    context = settings.base_iri + release.CONTEXT
    prefixes = {source.name: source.prefix for source in settings.sources}
    making = dumps.Making(draft / release.DATA, draft / dumps.FOLDER, settings.base_iri, context, model, prefixes)
    with EmbeddedStore.opened(draft / release.STORE) as made:
        return dumps.make(making, made, settings.workers)


def catalogue(draft: Path, settings: Settings, model: Model) -> None:
    """Writes the facts that the catalogue is made of: the settings, and the figures of the data."""
    kinds = {shape.kind for shape in model.shapes.values() if shape.collection}
    with (draft / release.DATA).open("rb") as lines:
        prefixes = {source.name: source.prefix for source in settings.sources}
        statistics = catalog.counted(lines, settings.base_iri, sorted(kinds), prefixes)
    with EmbeddedStore.opened(draft / release.STORE) as made:
        holders = {rdf.plain(row["thing"]).rpartition("/")[2]: rdf.plain(row["value"]) for row in _holders(made, model)}
    catalog.of_settings(settings, statistics, holders).write(draft / release.CATALOGUE)


def _holders(made: EmbeddedStore, model: Model) -> Sequence[Row]:
    """Who keeps which source: the field of a dataset that names a body."""
    (shape,) = model.by_kind[datasets.KIND]
    (field,) = (prop for prop in shape.properties.values() if prop.links == "agent")
    return made.select(queries.values(shape.target, field.path))


def describe(draft: Path, settings: Settings, way: Way) -> None:
    """Writes what stands beside the data: context, findings, the model that the release was made with."""
    context = json.dumps(way.examiner.context.as_json(), indent=2, ensure_ascii=False) + "\n"
    (draft / release.CONTEXT).write_text(context, "utf-8")
    _report(draft, way)
    (draft / release.DIAGRAMS).mkdir()
    for language in LANGUAGES:
        (draft / release.DIAGRAMS / f"{language}.svg").write_text(diagram(way.model, language) + "\n", "utf-8")
    only_turtle = ignore_patterns("*.md")
    copytree(settings.ontology_dir, draft / release.ONTOLOGY, ignore=only_turtle)
    copytree(settings.shapes_dir, draft / release.SHAPES, ignore=only_turtle)


def _report(draft: Path, way: Way) -> None:
    """Writes the findings for spreadsheets and editors, and the page for the officer."""
    folder = draft / release.REPORT
    folder.mkdir()
    for language in LANGUAGES:
        (folder / f"{language}.html").write_text(reporting.page(way.quality, way.model, language), "utf-8")
    with (folder / "findings.csv").open("w", encoding="utf-8", newline="") as file:
        reporting.write_csv(logged(draft / release.FINDINGS), file)
    with (folder / "findings.sarif").open("w", encoding="utf-8") as file:
        reporting.write_sarif(logged(draft / release.FINDINGS), way.model, file)


def note_past(draft: Path, publication: Publication) -> None:
    """Writes what depends on what was published before: what is withdrawn, what changed, and since when it is so."""
    former = publication.folder
    files = [former / name for name in (release.DATA, release.WITHDRAWN)] if former else []
    starts = (f"{publication.base_iri}id/", VOCABULARIES)
    withdrawn.write(draft / release.WITHDRAWN, draft / release.DATA, (f for f in files if f.exists()), starts)
    history.note(draft, publication, Iris(publication.base_iri))


def manifest(
    settings: Settings, model: Model, tally: Tally, records: int, triples: int, dumped: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any]:
    """What the manifest says beside names and checksums of files."""
    return {
        "format": FORMAT,
        "made_by": f"propar {lod.__version__}",
        "base_iri": settings.base_iri,
        "sources": [
            {
                "name": s.name,
                "kind": s.kind,
                "prefix": s.prefix,
                "title": s.title or s.name,
                "licence": s.licence,
                "publisher": s.publisher,
                "attribution": s.attribution,
            }
            for s in settings.sources
        ],
        "record_kinds": dumps.kinds_of_records(model),
        "records": records,
        "rejected": tally.kept.files,
        "triples": triples,
        "dumps": dumped,
        "findings": {severity.value: tally.severities[severity] for severity in Severity},
    }
