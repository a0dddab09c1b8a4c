"""The description of a flat table (CSV on the Web): what each column means, and what its cells hold."""

import json
from collections.abc import Sequence
from typing import Any

from lod.dumps.columns import Column, Survey, type_of
from lod.dumps.tables import SEPARATOR
from lod.ontology import LANGUAGES
from lod.rdf import RDF_TYPE
from lod.shapes import NodeShape

MEDIA_TYPE = "application/csvm+json"


def described(name: str, shape: NodeShape, columns: Sequence[Column], survey: Survey) -> bytes:
    """The metadata document of the CSV file *name*, which stands beside it."""
    table: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": LANGUAGES[-1]}],
        "url": name,
        "dc:title": _texts(shape.label),
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "tableSchema": {
            "aboutUrl": "{+iri}",
            "primaryKey": columns[0].name,
            "columns": [*(_column(column, survey) for column in columns), _of_class(shape)],
        },
    }
    return json.dumps(table, indent=1, ensure_ascii=False).encode() + b"\n"


def _column(column: Column, survey: Survey) -> dict[str, Any]:
    said: dict[str, Any] = {"name": column.name, "titles": column.name}
    if column.path in survey.several:
        said["separator"] = SEPARATOR
    if not column.steps:
        return {**said, "datatype": "anyURI", "required": True, "suppressOutput": True}
    last = column.steps[-1]
    said["dc:title"] = _texts(column.label)
    said["dc:description"] = _texts(last.description)
    said["datatype"] = "anyURI" if last.holds_iris and not column.labelled else type_of(column, survey) or "string"
    if column.language:
        said["lang"] = column.language
    if len(column.steps) == 1 and not column.labelled:
        said["propertyUrl"] = last.path[0]
        if last.holds_iris:
            said["valueUrl"] = f"{{+{column.name}}}"
    else:
        # what belongs to a part, or what a value is called, is no statement about the thing
        said["suppressOutput"] = True
    return {key: value for key, value in said.items() if value != []}


def _of_class(shape: NodeShape) -> dict[str, Any]:
    """What every row is: a column that is in no file."""
    return {"name": "type", "virtual": True, "propertyUrl": RDF_TYPE.value, "valueUrl": shape.target}


def _texts(texts: Any) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in sorted(texts.items()) if language]
