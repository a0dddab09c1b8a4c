"""IRIs: every pattern of ours, in one place."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

W3ID = "https://w3id.org/propar/"
ONTOLOGY = W3ID + "onto#"
BROWSE = W3ID + "browse#"
VOCABULARIES = W3ID + "voc/"
SHAPES = W3ID + "shapes/"
# the ontologies that stand at addresses of their own
ONTOLOGIES = ("onto", "browse", "alignments")

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,199}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# no "@" before the first slash: https://trusted.example@evil.example/
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!#-;=?-Z_a-z~\[\]]*)?")
MAX_SLUG_CHARACTERS = 80
MAX_ADDRESS_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs of one publisher's data.

    Args:
        base: Absolute IRI ending in ``/``: ``https://w3id.org/propar/``.
    """

    base: str = W3ID

    @property
    def dataset(self) -> str:
        """The IRI of the dataset that holds all that is published, and of its graph."""
        return f"{self.base}.well-known/void#dataset"

    @property
    def endpoint(self) -> str:
        """The address of the SPARQL endpoint."""
        return f"{self.base}sparql"

    @property
    def catalogue(self) -> str:
        """The IRI of the catalogue."""
        return f"{self.base}catalog"

    def thing(self, kind: str, key: str) -> str:
        """The IRI of the thing itself: ``…/id/process/er-65``."""
        return f"{self.base}id/{kind}/{key}"

    def document(self, kind: str, key: str) -> str:
        """The IRI of the document about a thing: ``…/doc/process/er-65``."""
        return f"{self.base}doc/{kind}/{key}"

    def release(self, identifier: str) -> str:
        """The IRI of a release, and the address of what it changed."""
        return f"{self.base}changes/{identifier}"

    def version(self, release: str, document: str) -> str:
        """The IRI of a document as *release* said it first: its memento, which says the same for ever."""
        start = f"{self.base}releases/{release}/"
        if document.startswith(f"{self.base}doc/"):
            return start + document.removeprefix(self.base)
        return f"{start}about?iri={quote(document, safe='')}"

    def document_of(self, iri: str) -> str:
        """The IRI of the document that statements about *iri* belong to.

        Things, their parts and documents: ``…/doc/process/er-65``; code lists and concepts: ``…/doc/voc/status``;
        anything else (a term of an ontology, what is not ours): the IRI itself, without fragment.
        """
        bare = iri.partition("#")[0]
        for start, end in ((f"{self.base}id/", f"{self.base}doc/"), (VOCABULARIES, f"{self.base}doc/voc/")):
            if bare.startswith(start):
                return end + bare[len(start) :]
        return bare

    def kind_and_key(self, iri: str) -> tuple[str, str] | None:
        """``("process", "er-65")`` of a thing's IRI; None for any other IRI, that of a thing's part too."""
        start = self.base + "id/"
        if not iri.startswith(start):
            return None
        kind, _, key = iri[len(start) :].partition("/")
        return (kind, key) if kind and is_key(key) else None


def is_key(text: str) -> bool:
    """Whether *text* can be the last part of an IRI as it stands."""
    return _KEY.fullmatch(text) is not None


def is_web_address(text: str) -> bool:
    """Whether *text* is an http or https address of ASCII and at most 2,000 characters, without user name."""
    return len(text) <= MAX_ADDRESS_CHARACTERS and _ADDRESS.fullmatch(text) is not None


def slug(name: str) -> str:
    """*name* as a part of an IRI: ``"Unione Reno, Lavino"`` gives ``unione-reno-lavino``; may be empty."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", ascii_name).strip("-")[:MAX_SLUG_CHARACTERS].strip("-")


def local_name(iri: str) -> str:
    """What follows the last ``#`` or ``/``: the ontology name of a property."""
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
