"""The account of what pages and rows say that becomes no record: every value under its label, with the reason."""

from collections import Counter
from collections.abc import Iterable, Iterator

from lod.findings import Code, Finding
from lod.record import Record, Unread, Value
from lod.sentences import Sentence
from lod.sources.base import PERSONAL_DATA, Dropped
from lod.sources.osservatorio.labels import REPORTER

SAID_BY_A_PAGE = Sentence("said by a page too, which counts")
NO_RECORD = Sentence("the row became no record")


class LeftOut:
    """Counts values; memory grows with files, labels and reasons only."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def add(self, record: Record, reason: str, findings: Iterable[Finding] = ()) -> None:
        """Counts what *record* says, which is not published, and the persons whom *findings* say it leaves out."""
        values = [value for several in record.fields.values() for value in several]
        said: list[Value | Unread] = [*values, *record.unread]
        # a value that gives several fields is one value of the source
        for label, _ in {(one.label, record.place(one)) for one in said if one.label}:
            self._counts[record.origin.file, label, reason] += 1
        for finding in findings:
            if finding.code is Code.PERSONAL_DATA:
                self._counts[record.origin.file, label_of(finding), PERSONAL_DATA] += 1

    def dropped(self) -> Iterator[Dropped]:
        """What was left out, file by file and label by label."""
        for (file, label, reason), count in self._counts.items():
            yield Dropped(file, label, reason, count)


def label_of(finding: Finding) -> str:
    """The label of what a finding about a person is about."""
    return REPORTER.text if finding.field == REPORTER.field else finding.field
