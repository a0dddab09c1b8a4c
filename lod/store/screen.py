"""What a stranger's query may not hold: too much text, depth or steps, or a call to another endpoint."""

import re
from collections.abc import Iterable, Mapping

from lod.errors import AskerGoneError, QueryError
from lod.store import rows
from lod.store.asker import Asker
from lod.store.base import Answer, Store
from lod.store.tokens import Token, tokens

MAX_QUERY_BYTES = 8_000
MAX_DEPTH = 40
# engines plan joins in cubic time: 100 patterns take up to a second, 400 more than a minute
MAX_STEPS = 100
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
# after these letters no engine can read anything but an IRI; a quote would end the text that it stands in
_IRI = re.compile(r"<https?://[^<>\"'{}|^`\\\s]*>")
_SERVICE = re.compile("service", re.IGNORECASE)
_WORD = re.compile(r"[?$]?[\w:]*\Z")
_LONGEST_WORD = 200
_PREFIX_SIGNS = frozenset("!+-")
_PATTERN_SIGNS = frozenset(".;,")


class Screened:
    """An engine that strangers may ask; what could harm it or others is not sent.

    Args:
        store: The engine.
        max_rows: Solutions of the largest answer.
        services: Endpoints that a query may call.
    """

    def __init__(self, store: Store, max_rows: int, services: Iterable[str] = ()) -> None:
        self._store = store
        self._max_rows = max_rows
        self._services = frozenset(services)

    def answer(
        self, query: str, media_types: Mapping[bool, str], *, is_empty: bool = False, asker: Asker | None = None
    ) -> Answer:
        """See `Guard.answer`; an engine that is not ours goes on to its deadline, though nobody waits any more."""
        refuse(query, self._services)
        if asker is not None and asker.is_gone:
            raise AskerGoneError("nobody waits for this answer any more")
        answer = self._store.answer(query, media_types, is_empty=is_empty)
        rows.refuse_more(answer.body, answer.media_type, self._max_rows)
        return answer


def refuse(query: str, services: Iterable[str] = ()) -> None:
    """Nothing, if *query* may be sent to an engine that may reach the network and that depth may kill.

    Raises:
        QueryError: the query may call another endpoint than *services*, or has not the shape that it may have.
    """
    refuse_service(query, services)
    refuse_shape(query)


def refuse_shape(query: str) -> None:
    """Nothing, if *query* is short, flat and simple enough to be parsed and planned.

    Raises:
        QueryError: it is not; the message says in what.
    """
    if len(query.encode("utf-8", "surrogatepass")) > MAX_QUERY_BYTES:
        raise QueryError(f"the query is too long: it may have {MAX_QUERY_BYTES} bytes")
    for text in {query, _ESCAPE.sub(_character, query)}:
        shape = _Shape(text)
        if shape.deepest > MAX_DEPTH:
            raise QueryError(f"the query is nested deeper than {MAX_DEPTH} levels")
        if shape.steps > MAX_STEPS:
            raise QueryError(f"the query has more than {MAX_STEPS} patterns and steps of paths")


def refuse_service(query: str, services: Iterable[str] = ()) -> None:
    """Nothing, if SERVICE stands in *query* at most before one of *services*, and in IRIs, names and variables.

    It knows no grammar, so that no trick of grammar gets past it: what it cannot tell apart, it refuses.

    Raises:
        QueryError: it may be the keyword before something else.
    """
    allowed = "|".join(re.escape(address) for address in services)
    if allowed:
        query = re.sub(rf"(?<![\w:?$])SERVICE\s+(?:SILENT\s+)?<(?:{allowed})>", " ", query, flags=re.IGNORECASE)
    for text in {query, _ESCAPE.sub(_character, query)}:
        bare = _IRI.sub("<>", text)
        if not all(_is_in_name(bare, found.start()) for found in _SERVICE.finditer(bare)):
            others = f"but {', '.join(f'<{address}>' for address in services)}" if allowed else "one"
            raise QueryError(
                f"this endpoint calls no other {others}: the word SERVICE may stand only in names and IRIs"
            )


def _is_in_name(text: str, start: int) -> bool:
    word = _WORD.search(text[max(0, start - _LONGEST_WORD) : start])
    return word is not None and (word[0][:1] in ("?", "$") or ":" in word[0])


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number < 0x110000 else ""  # noqa: PLR2004  # Unicode ends there


class _Shape:
    """Depth and steps of a query, never less than an engine sees.

    Engines may cut other tokens than we do, since only their grammar knows whether ``<`` begins an IRI. So brackets in
    IRIs, texts and comments count too if they stay open; and after a token that an engine could read as the beginning
    of a comment or a text, nothing closes any more.
    """

    def __init__(self, text: str) -> None:
        self.deepest = self.steps = 0
        self._open: list[str] = []
        self._hidden = 0
        self._is_sure = True
        self._run = 0
        self._follows_term = False
        self._lists_data = False
        for token in tokens(text):
            self._take(token)

    def _take(self, token: Token) -> None:
        if token.kind in ("blank", "iri", "text"):
            self._hide(token)
        elif token.kind == "open":
            self._open.append(token.text)
        elif token.kind == "close" and self._open and self._is_sure:
            self._lists_data = self._lists_data and token.text != "}"
            self._open.pop()
        elif token.says("VALUES"):
            self._lists_data = True
        if token.kind != "blank":
            self._count(token)

    def _count(self, token: Token) -> None:
        # signs before an operand nest too
        self._run = self._run + 1 if token.text in _PREFIX_SIGNS else 0
        self.deepest = max(self.deepest, len(self._open) + self._hidden + self._run)
        self.steps += self._is_step(token)
        self._follows_term = _is_term(token) or token.kind == "close"
        if token.kind in ("name", "sign") and set(token.text) & set("\\'\""):
            self._is_sure = False

    def _is_step(self, token: Token) -> bool:
        if token.says("OPTIONAL") or token.text == "/":
            return True
        if self._open and self._open[-1] == "(":
            # a term after a term, and nothing between them: a collection, unless it is data
            return _is_term(token) and self._follows_term and not self._lists_data
        return token.text in _PATTERN_SIGNS or (token.kind == "name" and token.text.endswith("."))

    def _hide(self, token: Token) -> None:
        """Counts the brackets of a token that an engine might read as something else."""
        depth = surplus = 0
        for character in token.text:
            depth += (character in "([{") - (character in ")]}" and depth > 0)
            surplus = max(surplus, depth)
        self.deepest = max(self.deepest, len(self._open) + self._hidden + surplus)
        self._hidden += depth
        if token.kind == "iri" and not _IRI.fullmatch(token.text) and set(token.text) & set("#'"):
            self._is_sure = False


def _is_term(token: Token) -> bool:
    is_number = token.kind == "word" and token.text[0].isdigit()
    return is_number or token.kind in ("iri", "text", "variable", "name")
