"""Whether the settings give a catalogue that portals can use: told before the first record is read."""

from datetime import UTC, datetime

from lod import rdf
from lod.catalog import dcat, facts
from lod.catalog.authority import authority
from lod.catalog.composing import Version, composed
from lod.catalog.facts import Facts
from lod.catalog.statistics import Statistics
from lod.config import Settings, is_this_machine
from lod.errors import SettingsError
from lod.findings import Origin, Severity
from lod.iris import Iris
from lod.record import Record
from lod.validation import Checked, Validator


def check(settings: Settings, validator: Validator, former: Facts | None) -> None:
    """Looks at what the settings say for the catalogue.

    Args:
        settings: The settings.
        validator: Looks at the statements of the catalogue.
        former: The facts of the release that the new one would take the place of; None without.

    Raises:
        SettingsError: it is wrong; or a demonstration would come to where others can see it.
    """
    _check_demonstration(settings, former)
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


def _check_demonstration(settings: Settings, former: Facts | None) -> None:
    """A demonstration names an example as who publishes: it may neither be public nor take a publisher's place."""
    if former is not None and not former.is_demonstration and settings.is_demonstration:
        raise SettingsError(
            f"{settings.site}: holds a release of {former.publisher.name}; without [publisher] and [contact] in the"
            " settings (--config) a demonstration would take its place"
        )
    if settings.is_demonstration and settings.public_url and not is_this_machine(settings.public_url):
        lacking = " and ".join(f"[{name}]" for name in ("publisher", "contact") if getattr(settings, name) is None)
        raise SettingsError(f"public_url = {settings.public_url!r}: who publishes there is not said: {lacking} missing")
    if settings.is_demonstration and (settings.publisher or settings.contact):
        lacking, given = ("contact", "publisher") if settings.publisher else ("publisher", "contact")
        raise SettingsError(
            f"[{lacking}] is missing, and there is [{given}]: give both, or neither for a demonstration"
        )
