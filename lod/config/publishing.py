"""Who publishes, whom to write to, and what the catalogue says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for what is published.

    Args:
        name: Its full name.
        identifier: Its code in the index of public administrations (IPA), or that of another register.
        homepage: Its site.
        kind: What it is: a code of the ADMS list of publisher types (``LocalAuthority``).
    """

    name: str
    identifier: str
    homepage: str
    kind: str = "LocalAuthority"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to about the data: an office, never a person.

    Args:
        name: The office.
        email: Its address.
        page: A page about it, empty without.
    """

    name: str
    email: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueSettings:
    """What the catalogue says of itself.

    Args:
        title: By language.
        description: By language.
        licence: Address of the licence of the catalogue and of what is published as a whole; empty for that of the
            sources, which must then have one in common.
        issued: The day on which all this was published first (``2026-11-25``); empty for that of the first release.
        frequency: How often there is a new release: a code of the EU's list of frequencies.
    """

    title: Mapping[str, str] = field(
        default_factory=lambda: {
            "it": "Processi partecipativi: dati aperti collegati",
            "en": "Participatory processes as linked open data",
        }
    )
    description: Mapping[str, str] = field(
        default_factory=lambda: {
            "it": "I processi partecipativi dei registri pubblici: chi li ha promossi, dove, quando, come e con quali "
            "esiti. Ogni processo ha un indirizzo, una pagina e gli stessi fatti come dati aperti collegati.",
            "en": "The participatory processes of public registers: who promoted them, where, when, how and with what "
            "outcome. Each process has an address, a page and the same facts as linked open data.",
        }
    )
    licence: str = ""
    issued: str = ""
    frequency: str = "IRREG"


# what a release says as long as nobody is named; such a release is a demonstration, and says so
EXAMPLE_PUBLISHER = Publisher("Example publisher (demonstration)", "example", "https://example.org/")
EXAMPLE_CONTACT = Contact("Example office (demonstration)", "nobody@example.org")


def is_this_machine(address: str) -> bool:
    """Whether *address*, or the host that it is, can be reached from this machine only."""
    host = urlsplit(address).hostname if "://" in address else address
    return host in _THIS_MACHINE
