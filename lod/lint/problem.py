"""One thing to mend in ontology, vocabularies or shapes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend in ontology, vocabularies or shapes.

    Args:
        where: The term, as an IRI; the name of a question.
        message: What is wrong with it.
    """

    where: str
    message: str
