"""SPARQL texts: why one cannot be parsed."""

from lod.lookups import prepared

_MAX_CHARACTERS = 200


def trouble(text: str) -> str:
    """What the parser says against *text*; empty where it is a query."""
    try:
        prepared(text)
    # rdflib says in many ways that a query is wrong
    except Exception as error:  # noqa: BLE001
        return " ".join(str(error).split())[:_MAX_CHARACTERS] or type(error).__name__
    return ""
