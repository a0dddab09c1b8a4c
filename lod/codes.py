"""The stable codes of findings, and what each of them means for the data: what was expected, what is done."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


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
DONE: Mapping[tuple[Severity | None, Code], str] = MappingProxyType(
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

_REFERENCE = "a name as the reference tables have it"
_ONE_READING = "a value that can be read in one way only"
# what would have been right, where the finding does not say it more exactly
EXPECTED: Mapping[Code, str] = MappingProxyType(
    {
        Code.NOT_TEXT: "a text in a known encoding, such as UTF-8",
        Code.EMPTY_FILE: "a file with records",
        Code.NO_NUMBER: "a number or key of the record",
        Code.SAME_NUMBER: "one record of each number",
        Code.SOURCES_DIFFER: "the same in both",
        Code.NOT_JSON: "one JSON object a line",
        Code.TOO_LONG: "no more than is read",
        Code.CONTROL_CHARACTER: "a text without control characters",
        Code.NO_TITLE: "a title",
        Code.UNKNOWN_LINE: "a known label, or the value of one",
        Code.NO_VALUE: "a value under the label",
        Code.REPEATED_LABEL: "each label and column once",
        Code.CUT_PAGE: "the whole page",
        Code.ELIDED: "the whole text",
        Code.PERSONAL_DATA: "no data of persons",
        Code.MASKED: "no contacts or codes of persons",
        Code.NOT_IN_REFERENCE: _REFERENCE,
        Code.SUPPRESSED_PLACE: "a municipality of today",
        Code.AMBIGUOUS_NAME: "a name with its province",
        Code.OTHER_ENCODING: "UTF-8",
        Code.NOT_A_ROW: "as many cells as there are columns, every quote closed",
        Code.NOT_A_WORKBOOK: "an Excel file (.xlsx) that opens",
        Code.DOUBTFUL_ROW: "one row a line, every quote closed",
        Code.UNKNOWN_COLUMN: "a column that the profile or the reader's table names",
        Code.MISSING_COLUMN: "a column of this name",
        Code.MERGED_CELLS: "a cell for each value",
        Code.FORMULA: "a value, or a formula that was computed",
        Code.NOT_A_RECORD: "a record page",
        Code.FIELD_DEFINITIONS: "the values of the fields",
        Code.LOCAL_COPY: "the image's own address",
        Code.TWO_READINGS: _ONE_READING,
        Code.COLUMNS_DIFFER: "the same in all columns of one name",
        Code.MENDED_ROW: "every quote closed",
        Code.COMMAND: "a text that does not begin like a formula",
        Code.NOT_AN_EXPORT: "a zip with a file of processes",
        Code.MEMBER_NOT_READ: "a file that can be unpacked, under a plain name",
        Code.UNKNOWN_PROCESS: "the number of a process of the export",
        Code.KEY_OF_PERSON: "a key that leads to no person",
        Code.TWICE_THE_SAME: "one record a process in each source",
        Code.REQUIRED: "a value",
        Code.TOO_MANY: "one value",
    }
)
