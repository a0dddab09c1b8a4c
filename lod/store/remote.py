"""The remote store: any SPARQL 1.1 endpoint, read through SPARQLWrapper, trusted for nothing."""

import re
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError

import pyoxigraph as ox
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from lod import rdf
from lod.errors import EndpointError, LimitError, QueryError, QueryTimeoutError
from lod.rdf import JSON_LD, N_TRIPLES, Triple
from lod.store.base import (
    GIVES_SOLUTIONS,
    GIVES_TRIPLES,
    SPARQL_JSON,
    Answer,
    Row,
    Store,
    format_for,
    syntax_error,
)

_CHUNK_BYTES = 65_536
_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
_HTTP_OK = 200
# names no graph of any store
_NO_GRAPH = "urn:uuid:00000000-0000-0000-0000-000000000000"
# what servers say when they gave less than was asked (Virtuoso)
_CUT_HEADERS = ("X-SPARQL-MaxRows", "X-SQL-State")


class RemoteStore(Store):
    """An endpoint that holds a release.

    Args:
        endpoint: Address of the SPARQL endpoint, http or https.
        timeout_s: Seconds for a whole answer.
        max_bytes: Largest answer that is read.
    """

    def __init__(self, endpoint: str, timeout_s: float = 30.0, max_bytes: int = 50_000_000) -> None:
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes

    def select(self, query: str) -> Sequence[Row]:
        """See `Store.select`."""
        result = self._solutions(query)
        if not isinstance(result, ox.QuerySolutions):
            raise QueryError("a SELECT was expected")
        names = [variable.value for variable in result.variables]
        try:
            return [
                {name: term for name, term in zip(names, solution, strict=True) if term is not None}
                for solution in result
            ]
        except SyntaxError as error:
            raise EndpointError(f"{self._endpoint}: broken JSON results: {error}") from error

    def construct(self, query: str) -> list[Triple]:
        """See `Store.construct`."""
        answer = self.answer(query, {GIVES_TRIPLES: N_TRIPLES, GIVES_SOLUTIONS: SPARQL_JSON})
        if answer.media_type != N_TRIPLES:
            raise QueryError("a CONSTRUCT or DESCRIBE was expected")
        try:
            return list(dict.fromkeys(rdf.read(answer.body, N_TRIPLES)))
        except SyntaxError as error:
            raise EndpointError(f"{self._endpoint}: broken N-Triples: {error}") from error

    def ask(self, query: str) -> bool:
        """See `Store.ask`."""
        result = self._solutions(query)
        if not isinstance(result, ox.QueryBoolean):
            raise QueryError("an ASK was expected")
        return bool(result)

    def answer(self, query: str, media_types: Mapping[bool, str], *, is_empty: bool = False) -> Answer:
        """See `Store.answer`."""
        wrapper = SPARQLWrapper(self._endpoint)
        wrapper.setMethod(POST)
        wrapper.setTimeout(max(1, round(self._timeout_s)))
        # SPARQLWrapper warns of what it takes for no query, and sends it all the same
        if not wrapper.pattern.search(re.sub(wrapper.comments_pattern, "\n\n", query)):
            raise QueryError("neither SELECT, ASK, CONSTRUCT nor DESCRIBE was found")
        wrapper.setQuery(query)
        if wrapper.isSparqlUpdateRequest():
            raise QueryError("an update was sent where only queries are answered")
        media_type = format_for(media_types, gives_triples=wrapper.queryType in _GRAPH_FORMS)
        if is_empty:
            wrapper.addParameter("default-graph-uri", _NO_GRAPH)
            wrapper.addParameter("named-graph-uri", _NO_GRAPH)
        # not every endpoint writes JSON-LD
        fetched = N_TRIPLES if media_type == JSON_LD else media_type
        wrapper.addCustomHttpHeader("Accept", fetched)
        body = self._fetched(wrapper, fetched)
        return Answer(self._as_json_ld(body) if media_type == JSON_LD else body, media_type)

    def _as_json_ld(self, n_triples: bytes) -> bytes:
        try:
            written = ox.serialize(rdf.read(n_triples, N_TRIPLES), format=ox.RdfFormat.JSON_LD)
        except SyntaxError as error:
            raise EndpointError(f"{self._endpoint}: broken N-Triples: {error}") from error
        return written or b""

    def _solutions(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean:
        answer = self.answer(query, {GIVES_TRIPLES: N_TRIPLES, GIVES_SOLUTIONS: SPARQL_JSON})
        if answer.media_type != SPARQL_JSON:
            raise QueryError("a SELECT or ASK was expected")
        try:
            return ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise EndpointError(f"{self._endpoint}: broken JSON results: {error}") from error

    def _fetched(self, wrapper: SPARQLWrapper, media_type: str) -> bytes:
        deadline = time.monotonic() + self._timeout_s
        try:
            with wrapper.query().response as response:
                self._check(response, media_type)
                return self._read(response, deadline)
        except QueryBadFormed as error:
            raise syntax_error(_said(error)) from error
        except HTTPError as error:
            raise EndpointError(f"{self._endpoint}: answered {error.code} {error.reason}") from error
        except TimeoutError as error:
            raise QueryTimeoutError("the query took too long") from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise QueryTimeoutError("the query took too long") from error
            reason = getattr(error.reason, "strerror", None) or error.reason
            raise EndpointError(f"{self._endpoint}: cannot be reached: {reason}") from error
        except (SPARQLWrapperException, HTTPException, OSError, ValueError) as error:
            raise EndpointError(f"{self._endpoint}: {_said(error)}") from error

    def _check(self, response: HTTPResponse, media_type: str) -> None:
        """Refuses what would pass as data: a redirect's page, another content type, a cut answer."""
        if response.status != _HTTP_OK:
            raise EndpointError(f"{self._endpoint}: answered {response.status} without data")
        if response.geturl().partition("?")[0] != self._endpoint.partition("?")[0]:
            raise EndpointError(f"{self._endpoint}: redirected to {response.geturl()}")
        received = response.headers.get_content_type()
        if received != media_type:
            raise EndpointError(f"{self._endpoint}: {media_type} was asked for, {received} came")
        for header in _CUT_HEADERS:
            if header in response.headers:
                raise EndpointError(f"{self._endpoint}: the answer is cut ({header})")

    def _read(self, response: HTTPResponse, deadline: float) -> bytes:
        body = bytearray()
        while chunk := response.read1(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._max_bytes:
                raise LimitError(f"the answer has more than {self._max_bytes} bytes; ask for less with LIMIT")
            if time.monotonic() > deadline:
                raise QueryTimeoutError("the query took too long")
        if response.length:
            raise EndpointError(f"{self._endpoint}: the answer ends {response.length} bytes too early")
        return bytes(body)


def _said(error: Exception) -> str:
    """What an endpoint's error says, SPARQLWrapper's preamble left out."""
    text = re.sub(r"^.*?Response:\s*b?", "", str(error), flags=re.DOTALL)
    return " ".join(text.strip("'\"").split())[:300]
