"""The tally of a build: what comes through, what does not, and whether that is too much."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from lod.config import Settings
from lod.errors import RejectedError, ReleaseError
from lod.examined import Examined
from lod.findings import Finding, Severity
from lod.rejected import Kept
from lod.reporting import Log


class Tally:
    """What comes through and what does not.

    Args:
        kept: Keeps what is left out.
        log: Takes the findings.
    """

    def __init__(self, kept: Kept, log: Log) -> None:
        self.kept = kept
        self._log = log
        self._first: Finding | None = None
        self.severities: Counter[Severity] = Counter()
        self.records = 0

    def take(self, examined: Examined, write: Callable[[bytes], Any]) -> None:
        """Takes what a source gives; *write* takes the lines of what is published."""
        self._tell(examined.findings)
        if examined.rejected:
            self.kept.add(*examined.rejected)
        elif examined.is_record:
            self.records += 1
            write(examined.lines)

    def _tell(self, findings: list[Finding]) -> None:
        self._log.add(findings)
        for finding in findings:
            self.severities[finding.severity] += 1
            if finding.severity is Severity.VIOLATION and self._first is None:
                self._first = finding

    def take_reference(self, examined: Examined, write: Callable[[bytes], Any]) -> None:
        """Takes a place or a body; our own tables have no excuse for a violation."""
        for finding in examined.findings:
            if finding.severity is Severity.VIOLATION:
                raise ReleaseError(f"reference table {finding.origin}: {finding.record}: {finding.message}")
        self._tell(examined.findings)
        write(examined.lines)

    def judge(self, settings: Settings) -> None:
        """Raises RejectedError if more was left out than the settings allow."""
        count, total = self.kept.count, self.kept.count + self.records
        allowed = 0.0 if settings.strict else settings.max_rejected
        if self._first and total and count / total > allowed:
            first = self._first
            raise RejectedError(
                f"{count} of {total} records have violations, more than {allowed:.0%}: nothing was published"
                f" (first: {first.origin}: {first.message})"
            )
