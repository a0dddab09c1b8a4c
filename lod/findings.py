"""Findings: what is wrong, doubtful or poor in the data, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

MAX_SHOWN_CHARACTERS = 200


class Severity(StrEnum):
    """How bad: a violation keeps its record out, a warning is doubtful, an info is poor or told."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


class Code(StrEnum):
    """The stable codes; each is a concept of ``ontology/vocabularies/finding.ttl``, which says what it means."""

    NOT_TEXT = "PP0001"
    EMPTY_FILE = "PP0002"
    NO_NUMBER = "PP0003"
    SAME_NUMBER = "PP0004"
    SOURCES_DIFFER = "PP0005"
    NOT_JSON = "PP0006"
    TOO_LONG = "PP0007"
    CONTROL_CHARACTER = "PP0008"
    NO_TITLE = "PP0009"
    UNKNOWN_LINE = "PP0010"
    NO_VALUE = "PP0011"
    NOT_UNDERSTOOD = "PP0012"
    NOT_IN_LIST = "PP0013"
    REPEATED_LABEL = "PP0014"
    CUT_PAGE = "PP0015"
    ELIDED = "PP0016"
    BADGE_CONTRADICTS = "PP0017"
    PERSONAL_DATA = "PP0018"
    MASKED = "PP0019"
    NOT_IN_REFERENCE = "PP0020"
    SUPPRESSED_PLACE = "PP0021"
    AMBIGUOUS_NAME = "PP0022"
    OTHER_ENCODING = "PP0030"
    NOT_A_ROW = "PP0031"
    NOT_A_WORKBOOK = "PP0032"
    DOUBTFUL_ROW = "PP0033"
    NOT_READ = "PP0034"
    UNKNOWN_COLUMN = "PP0035"
    MISSING_COLUMN = "PP0036"
    DROPPED_COLUMN = "PP0037"
    EMPTY_ROWS = "PP0038"
    MERGED_CELLS = "PP0039"
    FORMULA = "PP0040"
    SHEET_NOTE = "PP0041"
    NOT_A_RECORD = "PP0042"
    COMPLETED = "PP0043"
    FIELD_DEFINITIONS = "PP0044"
    LOCAL_COPY = "PP0045"
    TWO_READINGS = "PP0046"
    COLUMNS_DIFFER = "PP0047"
    MENDED_ROW = "PP0048"
    COMMAND = "PP0049"
    NOT_AN_EXPORT = "PP0050"
    MEMBER_NOT_READ = "PP0051"
    UNKNOWN_PROCESS = "PP0052"
    OTHER_SPACE = "PP0053"
    TOO_MANY_PARTS = "PP0054"
    MACHINE_TRANSLATIONS = "PP0055"
    SAME_THING = "PP0060"
    NO_SUCH_RECORD = "PP0061"
    MAYBE_SAME = "PP0062"
    KEY_OF_PERSON = "PP0063"
    SAME_AS_ITSELF = "PP0064"
    TWICE_THE_SAME = "PP0065"
    REQUIRED = "PP0101"
    TOO_MANY = "PP0102"
    WRONG_FORM = "PP0103"
    WRONG_CONCEPT = "PP0104"
    OUT_OF_RANGE = "PP0105"
    OTHER_SHAPE = "PP0106"
    GRANT_EXCEEDS_COST = "PP0110"
    PERCENT_WITHOUT_COFUNDING = "PP0111"
    YEAR_AGAINST_DATE = "PP0112"
    DURATION_AGAINST_DATES = "PP0113"
    END_BEFORE_START = "PP0114"
    INDEX_EXCEEDS_MAXIMUM = "PP0115"
    NATURE_AGAINST_FUNDING = "PP0116"
    PERCENT_AGAINST_AMOUNTS = "PP0117"
    HOLDER_FOUNDED_LATER = "PP0118"
    CLOSED_WITHOUT_DATE = "PP0119"
    PRESENCE_AGAINST_PARTICIPANTS = "PP0120"
    CERTIFIED_WITHOUT_CERTIFICATION = "PP0121"


_KEPT = "kept as the text it is"
# what is done about findings of a code, whatever their severity or of one severity only
_DONE: Mapping[tuple[Severity | None, Code], str] = MappingProxyType(
    {
        (Severity.WARNING, Code.NOT_UNDERSTOOD): _KEPT,
        (Severity.WARNING, Code.NOT_IN_LIST): _KEPT,
        (Severity.WARNING, Code.UNKNOWN_LINE): _KEPT,
        (Severity.WARNING, Code.TOO_LONG): _KEPT,
        (Severity.WARNING, Code.NOT_IN_REFERENCE): _KEPT,
        (Severity.WARNING, Code.AMBIGUOUS_NAME): _KEPT,
        (Severity.INFO, Code.NOT_IN_REFERENCE): "an IRI was minted",
        (Severity.INFO, Code.NO_VALUE): "noted as not captured",
        (Severity.INFO, Code.ELIDED): "noted as not captured",
        (None, Code.CONTROL_CHARACTER): "taken out",
        (None, Code.PERSONAL_DATA): "dropped",
        (None, Code.MASKED): "masked",
        (None, Code.OTHER_ENCODING): "read in that encoding",
        (None, Code.UNKNOWN_COLUMN): _KEPT,
        (None, Code.DROPPED_COLUMN): "dropped",
        (None, Code.NOT_READ): "not read",
        (None, Code.MEMBER_NOT_READ): "not read",
        (None, Code.OTHER_SPACE): "not read",
        (None, Code.NOT_AN_EXPORT): "nothing is read of it",
        (None, Code.UNKNOWN_PROCESS): "kept as they came",
        (None, Code.TOO_MANY_PARTS): "kept as they came",
        (None, Code.MACHINE_TRANSLATIONS): "published as translations by a machine",
        (None, Code.EMPTY_ROWS): "passed over",
        (None, Code.MISSING_COLUMN): "told only",
        (None, Code.DOUBTFUL_ROW): "read as one cell",
        (None, Code.TWO_READINGS): "read as told",
        (None, Code.MENDED_ROW): "read as it was split",
        (None, Code.COLUMNS_DIFFER): "all values kept",
        (None, Code.COMPLETED): "taken from there",
        (None, Code.FIELD_DEFINITIONS): "the values among them were read",
        (None, Code.SOURCES_DIFFER): "the first one counts",
        (None, Code.BADGE_CONTRADICTS): "the nature counts",
        (None, Code.SAME_THING): "linked",
        (None, Code.NO_SUCH_RECORD): _KEPT,
        (None, Code.MAYBE_SAME): "not linked",
        (None, Code.SAME_AS_ITSELF): _KEPT,
        (None, Code.TWICE_THE_SAME): "linked as declared",
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where in a source something stands.

    Args:
        file: Path as a person would name it, relative to the source's folder where it can be.
        line: Line in the file, from 1; 0 where the finding is about the whole file.
        column: Column of a table, from 1; 0 where there is none.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about the data.

    Args:
        code: Stable code, see `Code`.
        severity: Violation, warning or info.
        message: One English sentence: what is so.
        origin: File and line.
        record: Key of the record (``er-65``), empty where there is none.
        field: Ontology name of the field (``totalCost``), or the source's label where it has no name.
        value: The value as received; `shown` cuts it.
        expected: What would have been right.
        done: What was done about it; `action` says it where this is empty.
        source: Name of the configured source.
    """

    code: Code
    severity: Severity
    message: str
    origin: Origin
    record: str = ""
    field: str = ""
    value: str = ""
    expected: str = ""
    done: str = ""
    source: str = ""

    @property
    def action(self) -> str:
        """What was done about it."""
        usual = (
            "the record is left out, kept as it came" if self.severity is Severity.VIOLATION else "published as it is"
        )
        return self.done or _DONE.get((self.severity, self.code)) or _DONE.get((None, self.code)) or usual

    @property
    def sentence(self) -> str:
        """What is so, and what was done, each once."""
        return self.message if self.action in self.message else f"{self.message.rstrip('.')}; {self.action}"

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Finding":
        """The finding that `as_json` wrote."""
        origin = Origin(said["file"], said["line"], said["column"])
        kept = {name: said[name] for name in ("message", "record", "field", "value", "expected", "done", "source")}
        return cls(code=Code(said["code"]), severity=Severity(said["severity"]), origin=origin, **kept)

    def as_json(self) -> dict[str, str | int]:
        """The finding as a JSON object, its value safe to show."""
        return {
            "code": self.code.value,
            "severity": self.severity.value,
            "source": self.source,
            "file": self.origin.file,
            "line": self.origin.line,
            "column": self.origin.column,
            "record": self.record,
            "field": self.field,
            "value": shown(self.value),
            "expected": self.expected,
            "message": self.message,
            "done": self.action,
        }

    def about(self, record: str) -> "Finding":
        """The same finding, said of *record*."""
        return replace(self, record=record)


def shown(text: str) -> str:
    """*text* in at most 200 characters, with control and invisible characters as escapes (as in JSON)."""
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: MAX_SHOWN_CHARACTERS + 1])
    return safe if len(safe) <= MAX_SHOWN_CHARACTERS else safe[: MAX_SHOWN_CHARACTERS - 1] + "…"
