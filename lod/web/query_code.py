"""A query as code that runs: for curl, SPARQLWrapper, rdflib and R, with the address of this endpoint."""

import re
import shlex
from collections.abc import Mapping
from types import MappingProxyType

from lod.store import tokens

_TABLE, _TRUTH, _GRAPH = "table", "truth", "graph"
_GIVES: Mapping[str, str] = MappingProxyType({"ASK": _TRUTH, "CONSTRUCT": _GRAPH, "DESCRIBE": _GRAPH})
_ACCEPTS: Mapping[str, str] = MappingProxyType(
    {_TABLE: "text/csv", _TRUTH: "application/sparql-results+json", _GRAPH: "text/turtle"}
)
# what no shell and no R can hold; SPARQL has another way to write it (section 19.2)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

_CURL = """\
curl --header 'Accept: {accept}' {endpoint} \\
  --data-urlencode {query}
"""
_WRAPPER = """\
from SPARQLWrapper import {imports}

endpoint = SPARQLWrapper({endpoint})
endpoint.setMethod(POST)
endpoint.setReturnFormat({result})
endpoint.setQuery({query})
"""
_WRAPPER_SHOWS: Mapping[str, str] = MappingProxyType(
    {
        _TABLE: """\
for row in endpoint.queryAndConvert()["results"]["bindings"]:
    print({name: term["value"] for name, term in row.items()})
""",
        _TRUTH: 'print(endpoint.queryAndConvert()["boolean"])\n',
        _GRAPH: "print(endpoint.queryAndConvert().decode())\n",
    }
)
_RDFLIB = """\
from rdflib.plugins.stores.sparqlstore import SPARQLStore

endpoint = SPARQLStore({endpoint}, method="POST_FORM")
result = endpoint.query({query})
"""
_RDFLIB_SHOWS: Mapping[str, str] = MappingProxyType(
    {
        _TABLE: "for row in result:\n    print(row.asdict())\n",
        _TRUTH: "print(result.askAnswer)\n",
        _GRAPH: "print(result.graph.serialize())\n",
    }
)
_R = """\
query <- {query}
address <- paste0({endpoint}, "?query=", URLencode(query, reserved = TRUE, repeated = TRUE))
answer <- url(address, headers = c(Accept = "{accept}"))
"""
_R_LINES = 'writeLines(readLines(answer, encoding = "UTF-8", warn = FALSE))\nclose(answer)\n'
_R_SHOWS: Mapping[str, str] = MappingProxyType(
    {_TABLE: 'print(read.csv(answer, encoding = "UTF-8"))\n', _TRUTH: _R_LINES, _GRAPH: _R_LINES}
)


def code(endpoint: str, query: str) -> Mapping[str, str]:
    """The code by the name of what runs it.

    Args:
        endpoint: Address of the endpoint, as the client knows it.
        query: A SPARQL query that has been answered, or is a question of ours.
    """
    gives = _GIVES.get(tokens.form(query), _TABLE)
    text = _UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04X}", query)
    return {
        "curl": _CURL.format(
            accept=_ACCEPTS[gives], endpoint=shlex.quote(endpoint), query=shlex.quote(f"query={text}")
        ),
        "Python, SPARQLWrapper": _wrapper(endpoint, text, gives),
        "Python, rdflib": _RDFLIB.format(endpoint=_python(endpoint), query=_python(text)) + _RDFLIB_SHOWS[gives],
        "R": _R.format(accept=_ACCEPTS[gives], endpoint=_r(endpoint), query=_r(text)) + _R_SHOWS[gives],
    }


def _wrapper(endpoint: str, query: str, gives: str) -> str:
    result = "TURTLE" if gives == _GRAPH else "JSON"
    imports = ", ".join(("POST", result) if gives == _GRAPH else (result, "POST")) + ", SPARQLWrapper"
    asks = _WRAPPER.format(imports=imports, endpoint=_python(endpoint), result=result, query=_python(query))
    return asks + _WRAPPER_SHOWS[gives]


def _r(text: str) -> str:
    """A string of R, which may have several lines."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _python(text: str) -> str:
    """A string of Python, over several lines where the text has them."""
    escaped = text.replace("\\", "\\\\")
    if "\n" not in text:
        return '"' + escaped.replace('"', '\\"') + '"'
    return '"""\n' + escaped.replace('"""', '\\"\\"\\"') + '\n"""'
