"""The stable codes of findings, and what each of them means for the data: what was expected, what is done."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from lod.sentences import Sentence


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


_KEPT = Sentence("kept as the text it is")
_DROPPED = Sentence("dropped, neither published nor repeated")
# what is done about findings of a code, whatever their severity or of one severity only
DONE: Mapping[tuple[Severity | None, Code], Sentence] = MappingProxyType(
    {
        (Severity.WARNING, Code.NOT_UNDERSTOOD): _KEPT,
        (Severity.WARNING, Code.NOT_IN_LIST): _KEPT,
        (Severity.WARNING, Code.UNKNOWN_LINE): _KEPT,
        (Severity.WARNING, Code.REPEATED_LABEL): _KEPT,
        (Severity.WARNING, Code.TOO_LONG): _KEPT,
        (Severity.WARNING, Code.NOT_IN_REFERENCE): _KEPT,
        (Severity.WARNING, Code.AMBIGUOUS_NAME): _KEPT,
        (Severity.INFO, Code.NOT_IN_REFERENCE): Sentence("an IRI was minted"),
        (Severity.INFO, Code.NO_VALUE): Sentence("noted as not captured"),
        (Severity.INFO, Code.ELIDED): Sentence("noted as not captured"),
        (None, Code.CONTROL_CHARACTER): Sentence("taken out"),
        (None, Code.PERSONAL_DATA): _DROPPED,
        (None, Code.MASKED): Sentence("masked"),
        (Severity.INFO, Code.OTHER_ENCODING): Sentence("read in that encoding"),
        (Severity.WARNING, Code.OTHER_ENCODING): Sentence("what is not UTF-8 is read as Windows-1252"),
        (None, Code.UNKNOWN_COLUMN): _KEPT,
        (None, Code.DROPPED_COLUMN): _DROPPED,
        (None, Code.NOT_READ): Sentence("not read"),
        (None, Code.MEMBER_NOT_READ): Sentence("not read"),
        (None, Code.OTHER_SPACE): Sentence("not read"),
        (None, Code.NOT_AN_EXPORT): Sentence("nothing is read of it"),
        (None, Code.UNKNOWN_PROCESS): Sentence("kept as they came"),
        (None, Code.TOO_MANY_PARTS): Sentence("kept as they came"),
        (None, Code.MACHINE_TRANSLATIONS): Sentence("published as translations by a machine"),
        (None, Code.EMPTY_ROWS): Sentence("passed over"),
        (None, Code.MISSING_COLUMN): Sentence("told only"),
        (None, Code.DOUBTFUL_ROW): Sentence("read as one row"),
        (None, Code.TWO_READINGS): Sentence("read as told"),
        (None, Code.MENDED_ROW): Sentence("read as it was split"),
        (None, Code.COLUMNS_DIFFER): Sentence("all values kept"),
        (None, Code.COMPLETED): Sentence("taken from there"),
        (None, Code.FIELD_DEFINITIONS): Sentence("the values among them were read"),
        (None, Code.SOURCES_DIFFER): Sentence("the first one counts"),
        (None, Code.BADGE_CONTRADICTS): Sentence("the nature counts"),
        (None, Code.SAME_THING): Sentence("linked"),
        (None, Code.NO_SUCH_RECORD): _KEPT,
        (None, Code.MAYBE_SAME): Sentence("not linked"),
        (None, Code.SAME_AS_ITSELF): _KEPT,
        (None, Code.TWICE_THE_SAME): Sentence("linked as declared"),
    }
)

_REFERENCE = Sentence("a name as the reference tables have it")
_ONE_READING = Sentence("a value that can be read in one way only")
# what would have been right, where the finding does not say it more exactly
EXPECTED: Mapping[Code, Sentence] = MappingProxyType(
    {
        Code.NOT_TEXT: Sentence("a text in a known encoding, such as UTF-8"),
        Code.EMPTY_FILE: Sentence("a file with records"),
        Code.NO_NUMBER: Sentence("a number or key of the record"),
        Code.SAME_NUMBER: Sentence("one record of each number"),
        Code.SOURCES_DIFFER: Sentence("the same in both"),
        Code.NOT_JSON: Sentence("JSON that can be read: one object a line, or an array of objects"),
        Code.TOO_LONG: Sentence("no more than is read"),
        Code.CONTROL_CHARACTER: Sentence("a text without control characters"),
        Code.NO_TITLE: Sentence("a title"),
        Code.UNKNOWN_LINE: Sentence("a known label, or the value of one"),
        Code.NO_VALUE: Sentence("a value under the label"),
        Code.REPEATED_LABEL: Sentence("each label and column once"),
        Code.CUT_PAGE: Sentence("the whole page"),
        Code.ELIDED: Sentence("the whole text"),
        Code.PERSONAL_DATA: Sentence("no data of persons"),
        Code.MASKED: Sentence("no contacts or codes of persons"),
        Code.NOT_IN_REFERENCE: _REFERENCE,
        Code.SUPPRESSED_PLACE: Sentence("a municipality of today"),
        Code.AMBIGUOUS_NAME: Sentence("a name with its province"),
        Code.OTHER_ENCODING: Sentence("UTF-8"),
        Code.NOT_A_ROW: Sentence("as many cells as there are columns, every quote closed"),
        Code.NOT_A_WORKBOOK: Sentence("an Excel file (.xlsx) that opens"),
        Code.DOUBTFUL_ROW: Sentence("one row a line, every quote closed"),
        Code.UNKNOWN_COLUMN: Sentence("a column that the profile or the reader's table names"),
        Code.MISSING_COLUMN: Sentence("a column of this name"),
        Code.MERGED_CELLS: Sentence("a cell for each value"),
        Code.FORMULA: Sentence("a value, or a formula that was computed"),
        Code.NOT_A_RECORD: Sentence("a record page"),
        Code.FIELD_DEFINITIONS: Sentence("the values of the fields"),
        Code.LOCAL_COPY: Sentence("the image's own address"),
        Code.TWO_READINGS: _ONE_READING,
        Code.COLUMNS_DIFFER: Sentence("the same in all columns of one name"),
        Code.MENDED_ROW: Sentence("every quote closed"),
        Code.COMMAND: Sentence("a text that does not begin like a formula"),
        Code.NOT_AN_EXPORT: Sentence("a zip with a file of processes"),
        Code.MEMBER_NOT_READ: Sentence("a file that can be unpacked, under a plain name"),
        Code.UNKNOWN_PROCESS: Sentence("the number of a process of the export"),
        Code.KEY_OF_PERSON: Sentence("a key that leads to no person"),
        Code.TWICE_THE_SAME: Sentence("one record a process in each source"),
        Code.REQUIRED: Sentence("a value"),
        Code.TOO_MANY: Sentence("one value"),
    }
)
