"""Making the flat tables of a shape's things, what describes them, and their map."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lod.dumps import csvw, features, tables
from lod.dumps.belonging import Belonging
from lod.dumps.files import PLAIN, PLAIN_TOO, Files, Part
from lod.dumps.flat import Flat
from lod.dumps.graphs import Document
from lod.model import Model
from lod.shapes import NodeShape
from lod.store.base import Store


@dataclass(frozen=True, slots=True)
class Table:
    """What tables are made of.

    Args:
        model: The model.
        shape: The shape; its things are told in one list.
        store: The store of the release, for names and places.
        belonging: What came from which source; each of them has a table of its own beside that of all.
    """

    model: Model
    shape: NodeShape
    store: Store
    belonging: Belonging


def write(table: Table, documents: Iterable[Document], files: Files, scratch: Path) -> None:
    """Writes the tables of those *documents* that are of the shape.

    Args:
        table: What they are made of.
        documents: The documents.
        files: Where the tables go.
        scratch: A file of its own, which is gone afterwards.
    """
    from lod.dumps import parquet  # noqa: PLC0415  # 0.1 s and 40 MB: pyarrow, which a server never needs

    part, flat = Part(table.shape.collection), Flat(table.model, table.shape, scratch)
    flat.gather(documents)
    labels, columns = flat.labels(table.store), flat.columns()
    with files.opened(part, "geojson", PLAIN_TOO) as output:
        features.write_geojson(output, flat.main_columns(), flat.rows(), labels, flat.points(table.store))
    with files.opened(part, "parquet", PLAIN) as output:
        parquet.write(output, columns, flat.rows(), labels, flat.survey)
    for one in (part, *(Part(part.covers, source) for source in table.belonging.sources)):
        chosen = (row for row in flat.rows() if one.source in ("", table.belonging.source_of(row.iri)))
        with files.opened(one, "csv", PLAIN_TOO) as output:
            tables.write_csv(output, columns, chosen, labels, flat.survey)
        with files.opened(one, "csv-metadata.json", PLAIN) as output:
            output.write(csvw.described(f"{one.name}.csv", table.shape, columns, flat.survey))
    scratch.unlink()
