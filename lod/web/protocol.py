"""What a request asks of the endpoint, by the SPARQL 1.1 Protocol: one query, and the graphs to ask it of."""

from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl

from flask import Request, abort, make_response
from werkzeug.http import parse_options_header

from lod.store import tokens
from lod.store.screen import MAX_QUERY_BYTES, refuse_shape
from lod.web import errors

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
# every byte of a query may come as three, and there are graphs and a language to name
MAX_URL_BYTES = 3 * MAX_QUERY_BYTES + 2_000
_MAX_FIELDS = 100
_NO_UPDATES = "This endpoint answers queries only; it takes no updates."
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it came.

    Args:
        query: SPARQL text that names no graph but unknown ones.
        is_empty: Whether to ask it of an empty dataset: the request names unknown graphs only.
    """

    query: str
    is_empty: bool = False


def by_get(request: Request, dataset: str) -> Asked | None:
    """What the address asks; None if there is no query in it. Parameters that the protocol does not know are ignored.

    Args:
        request: The request.
        dataset: IRI of the one graph that there is.
    """
    if len(request.query_string) > MAX_URL_BYTES:
        abort(414, description=f"An address may have {MAX_URL_BYTES} bytes; send long queries by POST.")
    fields = _fields(request.query_string)
    if "update" in fields:
        abort(400, description=_NO_UPDATES)
    return _asked(fields, dataset, too_long=414) if "query" in fields else None


def by_post(request: Request, dataset: str) -> Asked:
    """What the body asks: a form with the field ``query``, or the query itself with the graphs in the address."""
    in_address = by_get(request, dataset)
    media_type = _media_type(request)
    body = request.get_data()
    if media_type == FORM:
        fields = _fields(body)
        if "update" in fields:
            abort(400, description=_NO_UPDATES)
        fields.setdefault("query", [])
    else:
        fields = {**_fields(request.query_string), "query": [_decoded(body)]}
    if in_address is not None:
        abort(400, description="The query stands in the address and in the body; exactly one is expected.")
    return _asked(fields, dataset)


def _media_type(request: Request) -> str:
    """The type of the body, one of two."""
    media_type, parameters = parse_options_header(request.headers.get("Content-Type"))
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        # RFC 9110, 15.5.16: says which codings would have been taken
        _unsupported("A body is sent as it is, not compressed.", {"Accept-Encoding": "identity"})
    if media_type.lower() == "application/sparql-update":
        _unsupported(_NO_UPDATES)
    if media_type.lower() not in (FORM, DIRECT):
        _unsupported(f"A query is posted as {FORM} or as {DIRECT}.", {"Accept-Post": f"{FORM}, {DIRECT}"})
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        _unsupported("A query is UTF-8 text.")
    return media_type.lower()


def _unsupported(message: str, headers: dict[str, str] | None = None) -> NoReturn:
    response = make_response(errors.told(415, message))
    response.headers.update(headers or {})
    abort(response)


def _fields(encoded: bytes) -> dict[str, list[str]]:
    """The fields of a form or an address."""
    found: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(encoded.decode("ascii"), True, errors="strict", max_num_fields=_MAX_FIELDS):
            found.setdefault(name, []).append(value)
    except UnicodeDecodeError:
        abort(400, description="Parameters are percent-encoded UTF-8 text.")
    except ValueError:
        abort(400, description=f"There may be {_MAX_FIELDS} parameters.")
    return found


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        abort(400, description="A query is UTF-8 text.")


def _asked(fields: dict[str, list[str]], dataset: str, too_long: int = 413) -> Asked:
    """The one query of *fields*, its graphs resolved: those of the request go before those of the query."""
    if len(fields["query"]) != 1:
        abort(400, description=f"Exactly one query is expected, {len(fields['query'])} came.")
    (query,) = fields["query"]
    if len(query.encode("utf-8", "surrogatepass")) > MAX_QUERY_BYTES:
        abort(too_long, description=f"A query may have {MAX_QUERY_BYTES} bytes.")
    refuse_shape(query)
    if tokens.form(query) in _UPDATES:
        abort(400, description=_NO_UPDATES)
    named = fields.get("default-graph-uri", []), fields.get("named-graph-uri", [])
    if not any(named):
        return Asked(tokens.over(query, dataset))
    is_known = dataset in named[0]
    return Asked(tokens.without_dataset(query) if is_known else query, is_empty=not is_known)
