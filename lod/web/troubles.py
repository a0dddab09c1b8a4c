"""A trouble as a small graph, for clients that read nothing else: the W3C's HTTP Vocabulary in RDF."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from lod import rdf
from lod.rdf import Literal, NamedNode, Triple
from lod.web.description import Target

_HTTP = "http://www.w3.org/2011/http#"
_CODES = "http://www.w3.org/2011/http-statusCodes#"
_DESCRIPTION = "http://purl.org/dc/terms/description"
_MAX_PATH_CHARACTERS = 1_000
# those that the vocabulary names
_NAMES: Mapping[int, str] = MappingProxyType(
    {
        400: "BadRequest",
        404: "NotFound",
        405: "MethodNotAllowed",
        406: "NotAcceptable",
        410: "Gone",
        412: "PreconditionFailed",
        413: "RequestEntityTooLarge",
        414: "RequestURITooLong",
        415: "UnsupportedMediaType",
        500: "InternalServerError",
        502: "BadGateway",
        503: "ServiceUnavailable",
        504: "GatewayTimeout",
    }
)


def target(base: str, path: str) -> Target:
    """The response to a request for *path*, named after the address, so that it needs no blank node."""
    address = base + quote(path[:_MAX_PATH_CHARACTERS].lstrip("/"))
    return Target(f"{address}#response", address, path)


def graph(response: Target, status: int, reason: str, message: str) -> list[Triple]:
    """What there is to say of the *response*; nothing about the thing that was asked for."""
    this = NamedNode(response.iri)
    said = [
        Triple(this, rdf.RDF_TYPE, NamedNode(_HTTP + "Response")),
        Triple(this, NamedNode(_HTTP + "statusCodeValue"), Literal(str(status), datatype=NamedNode(rdf.XSD + "int"))),
        Triple(this, NamedNode(_HTTP + "reasonPhrase"), Literal(reason)),
        Triple(this, NamedNode(_DESCRIPTION), Literal(message, language="en")),
    ]
    if status in _NAMES:
        said.append(Triple(this, NamedNode(_HTTP + "sc"), NamedNode(_CODES + _NAMES[status])))
    return said
