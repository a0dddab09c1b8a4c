"""What a stranger's query may not hold where the engine that answers it is not ours to guard."""

import re
from collections.abc import Mapping

from lod.errors import QueryError
from lod.store.base import Answer, Store

MAX_DEPTH = 40
_MAX_NEGATIONS = 100
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
# after these letters no engine can read anything but an IRI; a quote would end the text that it stands in
_IRI = re.compile(r"<https?://[^<>\"'{}|^`\\\s]*>")
_SERVICE = re.compile("service", re.IGNORECASE)
_WORD = re.compile(r"[?$]?[\w:]*\Z")
_LONGEST_WORD = 200
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Screened:
    """An engine that strangers may ask; what could harm it or others is not sent.

    Args:
        store: The engine.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, query: str, media_types: Mapping[bool, str]) -> Answer:
        """See `Store.answer`."""
        refuse(query)
        return self._store.answer(query, media_types)


def refuse(query: str) -> None:
    """Nothing, if *query* may be sent to an engine that may reach the network and that depth may kill.

    It knows no grammar, so that no trick of grammar gets past it: what it cannot tell apart, it refuses.

    Raises:
        QueryError: the query may call another endpoint, or is nested too deep.
    """
    refuse_service(query)
    if _depth(query) > MAX_DEPTH or query.count("!") > _MAX_NEGATIONS:
        raise QueryError(f"the query is nested deeper than {MAX_DEPTH} levels")


def refuse_service(query: str) -> None:
    """Nothing, if the word SERVICE stands in *query* at most in IRIs, prefixed names and variables.

    Raises:
        QueryError: it may be the keyword.
    """
    for text in {query, _ESCAPE.sub(_character, query)}:
        bare = _IRI.sub("<>", text)
        if not all(_is_in_name(bare, found.start()) for found in _SERVICE.finditer(bare)):
            raise QueryError("this endpoint calls no other one: the word SERVICE may stand only in names and IRIs")


def _is_in_name(text: str, start: int) -> bool:
    word = _WORD.search(text[max(0, start - _LONGEST_WORD) : start])
    return word is not None and (word[0][:1] in ("?", "$") or ":" in word[0])


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number < 0x110000 else ""  # noqa: PLR2004  # Unicode ends there


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        if character in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif character in _CLOSING:
            depth = max(0, depth - 1)
    return deepest
