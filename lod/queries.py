"""Every SPARQL text; IRIs and literals go in as terms that the RDF library has checked."""

import re
from collections.abc import Iterable, Mapping, Sequence

from lod.rdf import Literal, NamedNode, Term

# letters that FTS5's unicode61 tokenizer takes for the same one, as far as Italian and English need them
_VARIANTS = {"a": "aàáâãäå", "c": "cç", "e": "eèéêë", "i": "iìíîï", "n": "nñ", "o": "oòóôõö", "u": "uùúûü"}
MEMBER_LIST = "http://www.w3.org/2004/02/skos/core#memberList"
_REST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
NUMBER_AT_END = re.compile(r"[0-9]*$")


def iri(text: str) -> str:
    """*text* as an IRI in a query.

    Raises:
        ValueError: it is no IRI.
    """
    return str(NamedNode(text))


def path(predicates: Sequence[str]) -> str:
    """A sequence path."""
    return "/".join(iri(predicate) for predicate in predicates)


def describe(subject: str, document: str, things: str, labels: Iterable[str]) -> str:
    """CONSTRUCT of all that is said of *subject*.

    That is: its own statements; those of its parts (IRIs that hang on it with ``#``), of the cells of its lists and of
    its document; those of the things of ours that it names, with their parts; and what all the other things named are
    called.

    Args:
        subject: IRI of the thing.
        document: IRI of the document about it.
        things: What the IRIs of our things start with (``https://w3id.org/propar/id/``).
        labels: Predicates that name things.
    """
    this, about = iri(subject), iri(document)
    # FILTER rather than VALUES: Oxigraph would join with all labels that there are
    named = f"FILTER(?p IN ({', '.join(iri(label) for label in labels)}))"
    own = _starts("?t", subject + "#")
    ours = _starts("?t", things)
    return f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ VALUES ?s {{ {this} {about} }} ?s ?p ?o }}
  UNION {{ {this} ?q ?t . FILTER(isIRI(?t) && ({own} || {ours})) BIND(?t AS ?s) ?s ?p ?o }}
  UNION {{ {this} ?q ?t . FILTER(isIRI(?t) && ({own} || {ours})) ?t ?r ?s .
    FILTER(isIRI(?s) && ({_starts("?s", subject + "#")} || STRSTARTS(STR(?s), CONCAT(STR(?t), "#")))) ?s ?p ?o }}
  UNION {{ {this} <{MEMBER_LIST}>/<{_REST}>* ?s . ?s ?p ?o }}
  UNION {{ {this} ?q ?s . ?s ?p ?o . {named} }}
  UNION {{ {about} ?q ?s . ?s ?p ?o . {named} }}
  UNION {{ {this} ?q ?t . FILTER(isIRI(?t) && ({own} || {ours})) ?t ?r ?s . ?s ?p ?o . {named} }}
}}"""


def cells(subject: str) -> str:
    """CONSTRUCT of the statements of the cells of the list that a collection *subject* has."""
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {iri(subject)} <{MEMBER_LIST}>/<{_REST}>* ?s . ?s ?p ?o }}"


def about(subjects: Iterable[str]) -> str:
    """CONSTRUCT of the statements of *subjects*, IRIs as `iri` writes them."""
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {' '.join(subjects)} }} ?s ?p ?o }}"


def names(subjects: Iterable[str], labels: Iterable[str]) -> str:
    """CONSTRUCT of what *subjects* are called, IRIs as `iri` writes them."""
    named = ", ".join(iri(label) for label in labels)
    return (
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {' '.join(subjects)} }} ?s ?p ?o . FILTER(?p IN ({named})) }}"
    )


def naming(thing: str, limit: int) -> str:
    """CONSTRUCT of at most *limit* statements whose object is *thing*."""
    return f"CONSTRUCT {{ ?s ?p {iri(thing)} }} WHERE {{ ?s ?p {iri(thing)} }} LIMIT {limit:d}"


def referring(subject: str, labels: Iterable[str], limit: int, offset: int = 0, *, in_order: bool = True) -> str:
    """CONSTRUCT of the statements of others whose object is *subject*, with what their subjects are called.

    Args:
        subject: IRI of the thing that they refer to.
        labels: Predicates that name things.
        limit: How many statements at most.
        offset: How many come before them.
        in_order: Whether they are sorted, by subject and predicate.
    """
    # no IRI holds a space; two keys to sort by, or an IRI, take five times as long
    order = 'ORDER BY CONCAT(STR(?s), " ", STR(?p)) ' if in_order else ""
    named = " ".join(iri(label) for label in labels)
    this = iri(subject)
    return f"""CONSTRUCT {{ ?s ?p {this} . ?s ?l ?label }} WHERE {{
  {{ SELECT ?s ?p WHERE {{ {_from_elsewhere(subject)} }} {order}LIMIT {limit:d} OFFSET {offset:d} }}
  OPTIONAL {{ VALUES ?l {{ {named} }} ?s ?l ?label }}
}}"""


def referring_count(subject: str) -> str:
    """SELECT of ``?count``: how many statements of others have *subject* as their object."""
    return f"SELECT (COUNT(*) AS ?count) WHERE {{ {_from_elsewhere(subject)} }}"


def _from_elsewhere(subject: str) -> str:
    """Pattern of ``?s ?p`` whose object is *subject*; what its own parts say is in its description."""
    return f"?s ?p {iri(subject)} . FILTER(isIRI(?s) && !{_starts('?s', subject + '#')})"


def places(kind: str, to_point: Sequence[str], to_name: Sequence[str], limit: int) -> str:
    """SELECT of ``?point`` and ``?name`` of the things of a class, each point once.

    Args:
        kind: IRI of the class.
        to_point: Predicates from the thing to its point.
        to_name: Predicates from the thing to its name.
        limit: How many at most.
    """
    where = f"?thing a {iri(kind)} ; {path(to_point)} ?point ; {path(to_name)} ?text"
    points = f"SELECT ?point (SAMPLE(STR(?text)) AS ?name) WHERE {{ {where} }}"
    return f"{points} GROUP BY ?point ORDER BY ?point LIMIT {limit:d}"


def users_count(subject: str, things: str) -> str:
    """SELECT of ``?count``: how many things use *subject*, themselves or in one of their parts.

    Args:
        subject: IRI of the thing that is used.
        things: What the IRIs of the things start with (``https://w3id.org/propar/id/process/``).
    """
    return f"""SELECT (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  ?user ?p {iri(subject)} . FILTER({_starts("?user", things)})
  BIND(STRBEFORE(CONCAT(STR(?user), "#"), "#") AS ?thing)
}}"""


def same(subject: str, predicate: str, limit: int) -> str:
    """SELECT of ``?other``: the things that *predicate* says to be the same as *subject*, or as one that is."""
    return f"SELECT DISTINCT ?other WHERE {{ {iri(subject)} {iri(predicate)}+ ?other }} ORDER BY ?other LIMIT {limit:d}"


def is_named(subject: str) -> str:
    """ASK whether any statement names *subject*."""
    return f"ASK {{ ?s ?p {iri(subject)} }}"


def example(predicate: str, target: str = "") -> str:
    """SELECT of ``?thing ?value``: one statement with *predicate*, of a thing of class *target* where one is given."""
    # not a pattern, from which the engine would begin: it would look at all things of a class for what none has
    typed = f" FILTER EXISTS {{ ?thing a {iri(target)} }}" if target else ""
    return f"SELECT ?thing ?value WHERE {{ ?thing {iri(predicate)} ?value{typed} }} LIMIT 1"


def things(target: str) -> str:
    """SELECT of ``?thing``: what is of class *target*."""
    return f"SELECT ?thing WHERE {{ ?thing a {iri(target)} }}"


def values(target: str, predicates: Sequence[str]) -> str:
    """SELECT of ``?thing ?value``: the values at a path, of all things of class *target*."""
    return f"SELECT DISTINCT ?thing ?value WHERE {{ ?thing a {iri(target)} ; {path(predicates)} ?value }}"


def labels(target: str, predicates: Sequence[str], named_by: Iterable[str]) -> str:
    """SELECT of ``?value ?label``: what the values at a path are called."""
    named = " ".join(iri(label) for label in named_by)
    return f"""SELECT DISTINCT ?value ?label WHERE {{
  {{ SELECT DISTINCT ?value WHERE {{ ?thing a {iri(target)} ; {path(predicates)} ?value }} }}
  VALUES ?named {{ {named} }} ?value ?named ?label
}}"""


def called(things: Iterable[str], named_by: Iterable[str]) -> str:
    """SELECT of ``?value ?label``: what *things* are called."""
    named, values = (" ".join(iri(text) for text in texts) for texts in (named_by, things))
    return f"""SELECT DISTINCT ?value ?label WHERE {{
  VALUES ?value {{ {values} }} VALUES ?named {{ {named} }} ?value ?named ?label
}}"""


def _starts(variable: str, text: str) -> str:
    return f"STRSTARTS(STR({variable}), {Literal(text)})"


def listing(
    target: str,
    sort: Sequence[str],
    filters: Mapping[Sequence[str], Term],
    words: Iterable[str] = (),
    search: Iterable[tuple[Sequence[str], bool]] = (),
    labels: Iterable[str] = (),
) -> str:
    """SELECT of ``?thing`` in the order of the list page.

    Args:
        target: Class of the things.
        sort: Path to the value to sort by, highest first; then by the number that ends the IRI.
        filters: Value by path.
        words: Folded words that must all begin some word of the searched texts.
        search: Paths of the searched texts, and whether what stands there is a thing whose name is meant.
        labels: Predicates that name things.
    """
    lines = [f"?thing a {iri(target)} ."]
    lines += [f"?thing {path(predicates)} {value} ." for predicates, value in filters.items()]
    searched = list(search)
    lines += [_has_word(word, searched, list(labels)) for word in words]
    lines += [f"OPTIONAL {{ ?thing {path(sort)} ?sort }}"] if sort else []
    lines += ['BIND(<http://www.w3.org/2001/XMLSchema#integer>(REPLACE(STR(?thing), "^.*[^0-9]", "")) AS ?number)']
    where = "\n  ".join(lines)
    order = ("DESC(MAX(?sort)) " if sort else "") + "DESC(?number) ?thing"
    return f"SELECT ?thing WHERE {{\n  {where}\n}}\nGROUP BY ?thing ?number ORDER BY {order}"


def _has_word(word: str, search: Sequence[tuple[Sequence[str], bool]], labels: Sequence[str]) -> str:
    pattern = "(^|[^\\p{L}\\p{N}])" + "".join(f"[{_VARIANTS[c]}]" if c in _VARIANTS else c for c in word)
    direct = "|".join(iri(p[0]) for p, names in search if not names)
    through = "|".join(path(p) for p, names in search if names)
    named = "|".join(iri(label) for label in labels)
    either = "|".join(part for part in (direct, f"(({through})/({named}))" if through else "") if part)
    return f'FILTER EXISTS {{ ?thing {either} ?text . FILTER(REGEX(STR(?text), {Literal(pattern)}, "i")) }}'
