"""Whether the settings give a catalogue that portals can use: told before the first record is read."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from lod import rdf
from lod.catalog import dcat, facts
from lod.catalog.authority import authority
from lod.catalog.composing import Version, composed
from lod.catalog.statistics import Statistics
from lod.config import Settings
from lod.errors import SettingsError
from lod.findings import Origin, Severity
from lod.iris import Iris
from lod.record import Record
from lod.validation import Checked, Validator

_HERE = ("localhost", "127.0.0.1", "::1")


def is_here(address: str) -> bool:
    """Whether *address*, or the host that it is, can be reached from this machine only."""
    host = urlsplit(address).hostname if "://" in address else address
    return host in _HERE


def check(settings: Settings, validator: Validator) -> None:
    """Looks at what the settings say for the catalogue.

    Raises:
        SettingsError: it is wrong; or a public address is given, and nobody who publishes.
    """
    if settings.is_demonstration and settings.public_url and not is_here(settings.public_url):
        lacking = " and ".join(f"[{name}]" for name in ("publisher", "contact") if getattr(settings, name) is None)
        raise SettingsError(f"public_url = {settings.public_url!r}: who publishes there is not said: {lacking} missing")
    if settings.is_demonstration and (settings.publisher or settings.contact):
        lacking, given = ("contact", "publisher") if settings.publisher else ("publisher", "contact")
        raise SettingsError(
            f"[{lacking}] is missing, and there is [{given}]: give both, or neither for a demonstration"
        )
    iris = Iris(settings.base_iri)
    made = facts.of_settings(settings, Statistics(), {})
    catalogue = composed(made, iris, [Version("0" * 16, datetime.now(UTC).date().isoformat())])
    # concepts of others' lists are others' to check
    known = authority().said
    triples = [t for t in dcat.of_page(catalogue, catalogue.entries) if rdf.plain(t.subject) not in known]
    record = Record("Catalogue", "catalogue", Origin("settings"), {})
    for finding in validator.findings([Checked(record, triples, {})]):
        if finding.severity is Severity.VIOLATION:
            raise SettingsError(f"catalogue: {finding.field} = {finding.value!r}: {finding.message}")
