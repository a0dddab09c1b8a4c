"""The tokens of a SPARQL query, cut in linear time: enough to see its shape, no grammar."""

import itertools
import re
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

# of the ways to read "<", ">" and "#" this is the specification's (longest match); possessive, so nothing backtracks
_TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\r\n]++ | \#[^\r\n]*+)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
    | (?P<text>'''(?:'{0,2}+(?:[^'\\]|\\.))*+'''
        | \"""(?:"{0,2}+(?:[^"\\]|\\.))*+\"""
        | '(?:[^'\\\r\n]|\\.)*+' | "(?:[^"\\\r\n]|\\.)*+")
    | (?P<variable>[?$]\w++)
    | (?P<name>(?:\w[\w.-]*+)?+:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+)
    | (?P<word>\w++)
    | (?P<open><<\(?+|[(\[{])
    | (?P<close>\)?+>>|[)\]}])
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_NUMBER = re.compile(r"[0-9]{1,9}")
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)


class Token(NamedTuple):
    """One token.

    Args:
        kind: ``blank`` (also comments), ``iri``, ``text``, ``variable``, ``name`` (prefixed), ``word`` (also numbers),
            ``open``, ``close`` or ``sign``.
        text: As it stands in the query.
        start: Where, in characters.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next one starts."""
        return self.start + len(self.text)

    def says(self, word: str) -> bool:
        """Whether it is the keyword *word*, given in capitals."""
        return self.kind == "word" and self.text.upper() == word


def tokens(query: str) -> Iterator[Token]:
    """All tokens; together they are *query*."""
    for found in _TOKEN.finditer(query):
        yield Token(found.lastgroup or "sign", found[0], found.start())


def form(query: str) -> str:
    """The keyword that says what *query* is (``SELECT``), in capitals; empty if there is none."""
    words = (token.text.upper() for token in tokens(query) if token.kind == "word")
    return next((word for word in words if word not in ("PREFIX", "BASE", "VERSION")), "")


def has_keyword(query: str, word: str) -> bool:
    """Whether the keyword *word*, given in capitals, stands in *query*."""
    return word in query.upper() and any(token.says(word) for token in tokens(query))


def limit(query: str) -> int | None:
    """The number after the LIMIT of *query* itself; None if only a part of it has one, or nothing."""
    found, depth = None, 0
    for token, following in itertools.pairwise(token for token in tokens(query) if token.kind != "blank"):
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0 and token.says("LIMIT") and _NUMBER.fullmatch(following.text):
            found = int(following.text)
    return found


def undeclared(query: str) -> dict[str, int]:
    """Where each prefix, with its colon, is used first that *query* uses and does not declare."""
    said = [token for token in tokens(query) if token.kind != "blank"]
    declared = {name.text for keyword, name in itertools.pairwise(said) if keyword.says("PREFIX")}
    used = {t.text.partition(":")[0] + ":": t.start for t in reversed(said) if t.kind == "name"}
    return {prefix: start for prefix, start in sorted(used.items(), key=itemgetter(1)) if prefix not in declared}


def over(query: str, dataset: str) -> str:
    """*query* without its dataset clauses if these name the graph *dataset*; else as it is.

    The store has one graph and no name for it, so ``FROM <dataset>`` means just what no clause means. The characters
    that remain stay where they were, so that errors name the right line and column.

    Args:
        query: SPARQL text.
        dataset: IRI of the graph.
    """
    if not _FROM.search(query):
        return query
    names_it = any(iri == dataset and not is_named for _, iri, is_named in _clauses(query))
    return without_dataset(query) if names_it else query


def without_dataset(query: str) -> str:
    """*query* with blanks for its dataset clauses."""
    text = query
    for (start, end), _, _ in _clauses(query):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _clauses(query: str) -> Iterator[tuple[tuple[int, int], str, bool]]:
    """Place, IRI and whether it is FROM NAMED, of each dataset clause: FROM stands in no brackets."""
    prefixes: dict[str, str] = {}
    said = [token for token in tokens(query) if token.kind != "blank"]
    depth = 0
    for place, token in enumerate(said):
        depth += (token.kind == "open") - (token.kind == "close")
        following = said[place + 1 : place + 3]
        if token.says("PREFIX") and [t.kind for t in following] == ["name", "iri"]:
            prefixes[following[0].text] = following[1].text[1:-1]
        if token.says("FROM") and following and depth == 0:
            is_named = following[0].says("NAMED")
            graph = following[-1] if is_named else following[0]
            yield (token.start, graph.end), _iri(graph, prefixes), is_named


def _iri(token: Token, prefixes: dict[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix + ":", "") + local
