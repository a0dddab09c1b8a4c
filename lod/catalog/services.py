"""The ways for programs to ask."""

from lod.catalog.entries import Service
from lod.catalog.facts import Facts
from lod.iris import Iris


def services(facts: Facts, iris: Iris) -> tuple[Service, ...]:
    """By query, and by address."""
    url = facts.public_url
    return (
        Service(
            iris.endpoint,
            {"it": "Endpoint SPARQL", "en": "SPARQL endpoint"},
            {
                "it": "Interroga tutti i dati con SPARQL 1.1, in sola lettura.",
                "en": "Answers SPARQL 1.1 queries over all data; it only reads.",
            },
            f"{url}sparql",
            f"{url}sparql",
            "https://www.w3.org/TR/sparql11-protocol/",
        ),
        Service(
            f"{iris.catalogue}#dereferencing",
            {"it": "Dati collegati per indirizzo", "en": "Linked data by address"},
            {
                "it": "Ogni cosa ha un indirizzo: chi lo apre ha una pagina, chi chiede RDF gli stessi fatti.",
                "en": "Each thing has an address: a page for who opens it, the same facts for who asks for RDF.",
            },
            url,
            f"{url}openapi.json",
            "https://www.w3.org/TR/cooluris/",
        ),
    )
