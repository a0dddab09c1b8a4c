"""The lines of a record page, taken one by one: labels, values and furniture told apart."""

import re

from lod.findings import Code, Severity
from lod.sentences import Sentence, counted
from lod.sources.osservatorio import metadata
from lod.sources.osservatorio.labels import (
    BADGES,
    BANNER,
    BUTTON,
    CALLS,
    GROUPS,
    LABELS,
    MAPS,
    MODIFIED,
    MUNICIPALITIES,
    REPORTER,
    SOURCE,
    SOURCE_LINE,
    TERRITORY,
    TITLE,
    Label,
)
from lod.sources.osservatorio.names import Names
from lod.sources.osservatorio.roles import Line, Role
from lod.sources.osservatorio.saying import Saying

_IMAGE = re.compile(r"[\w./ -]{1,300}\.(?:jpe?g|png|gif|svg|webp|bmp)", re.IGNORECASE)
_SHORTEST_CUT = 4


class Reading:
    """Where the reader stands on a page.

    Args:
        saying: What the page has said so far.
        said_elsewhere: The labels whose values stand among the definitions of fields.
    """

    def __init__(self, saying: Saying, said_elsewhere: frozenset[str] = frozenset()) -> None:
        self.saying = saying
        self.lines: list[Line] = []
        self.is_record = False
        self._said_elsewhere = said_elsewhere
        self._in_head = True
        self._reporter_follows = False
        self._names = Names()
        self._has_title = False
        self._seen: set[str] = set()
        self._group = ""
        self._label: Label | None = None
        self._label_line = 0
        self._value: list[str] = []
        self._value_line = 0

    @property
    def field(self) -> str:
        """The field of the label that is open; empty if none is."""
        return self._label.field if self._label else ""

    def removed(self, number: int, characters: str) -> None:
        """Tells of characters that were taken out of a line."""
        message = Sentence("taken out of the line: {characters}", characters=characters)
        self.saying.tell(Code.CONTROL_CHARACTER, Severity.WARNING, message, number, value=characters)

    def take(self, number: int, text: str, *, is_last: bool = False, is_image: bool = False) -> None:
        """Takes one line, or the address of an image that stands for one."""
        if is_image and self._label and not self._value:
            self._begin(text, number)
            role = Role.VALUE
        else:
            role = self._role(number, text, is_last=is_last)
        self.lines.append(Line(number, text, role))

    def finish(self) -> None:
        """Takes the end of the page."""
        self._flush()
        if not self._has_title:
            self.saying.tell(Code.NO_TITLE, Severity.VIOLATION, Sentence("the record has no title"), 1, TITLE.field)

    def _role(self, number: int, text: str, *, is_last: bool) -> Role:
        if number == 1 and text.startswith(SOURCE_LINE):
            self.saying.say(SOURCE, text.removeprefix(SOURCE_LINE).strip(), number)
            return Role.SOURCE
        name = " ".join(text.split())
        if name in GROUPS or name in LABELS:
            self._names.forget()
        if name in GROUPS and name not in self._seen:
            return self._enter(name)
        if name in LABELS and name not in self._seen:
            return self._open(LABELS[name], number)
        if text.startswith(MODIFIED) and MODIFIED not in self._seen:
            self._seen.add(MODIFIED)
            self._open(LABELS[MODIFIED.removesuffix(":")], number)
            self._begin(text.removeprefix(MODIFIED).strip(), number)
            return Role.VALUE
        return self._elsewhere(number, text, is_last=is_last)

    def _reporter(self, number: int, name: str) -> Role:
        """Takes the reporter's label where the name follows in its line, or where it stands there once more."""
        self._flush()
        self._in_head, self.is_record = False, True
        self._label, self._reporter_follows = None, not name
        if name:
            self.saying.say(REPORTER, name, number)
            return Role.VALUE
        message = Sentence("a known label for the second time")
        self.saying.tell(Code.REPEATED_LABEL, Severity.INFO, message, number, REPORTER.field, REPORTER.text)
        return Role.LABEL

    def _elsewhere(self, number: int, text: str, *, is_last: bool) -> Role:
        if metadata.is_definitions(text):
            return self._definitions(number, text)
        if text.startswith(REPORTER.text):
            return self._reporter(number, text.removeprefix(REPORTER.text).strip(" :"))
        if self._reporter_follows:
            self._reporter_follows = False
            self.saying.say(REPORTER, text, number)
            return Role.VALUE
        if (self._has_title or not self._in_head) and (left_out := self._person(number, text)):
            return left_out
        if self._in_head:
            return self._head(number, text)
        return self._cut(number, text) if is_last and _is_cut(text) else self._body(number, text)

    def _head(self, number: int, text: str) -> Role:
        if text in (BANNER, BUTTON, *CALLS):
            # the banner stands on every page of the site, the call on record pages only
            self.is_record = self.is_record or text in CALLS
            return Role.FURNITURE
        if text in BADGES:
            self.saying.badge(text, number)
            return Role.BADGE
        if not self._has_title:
            self._has_title = True
            self.saying.say(TITLE, text, number)
            return Role.TITLE
        return self._unknown(number, text)

    def _enter(self, group: str) -> Role:
        self._flush()
        self._in_head, self.is_record = False, True
        self._seen.add(group)
        self._group, self._label = group, None
        return Role.GROUP

    def _open(self, label: Label, number: int) -> Role:
        self._flush()
        self._in_head, self.is_record = False, True
        self._seen.add(label.text)
        self._label, self._label_line = label, number
        return Role.LABEL

    def _body(self, number: int, text: str) -> Role:
        if self._group == TERRITORY and self._is_place_line(text):
            self._flush()
            self._label = None
            self._seen.add(MUNICIPALITIES.field)
            self.saying.say(MUNICIPALITIES, text, number)
            return Role.VALUE
        if self._label is None or (self._value and not self._label.is_prose):
            return self._unknown(number, text)
        if text in LABELS or text in GROUPS:
            message = Sentence("a known label for the second time: taken as text")
            self.saying.tell(Code.REPEATED_LABEL, Severity.INFO, message, number, self._label.field, text)
        self._begin(text, number)
        return Role.VALUE

    def _is_place_line(self, text: str) -> bool:
        """Whether a line under the territory group is its list: a map's image comes before it, or no map at all."""
        if self._label is not None and self._label.text not in MAPS:
            return False
        return not _IMAGE.fullmatch(text) and MUNICIPALITIES.field not in self._seen

    def _begin(self, text: str, number: int) -> None:
        if not self._value:
            self._value_line = number
        self._value.append(text)

    def _definitions(self, number: int, text: str) -> Role:
        self._flush()
        self._in_head, self.is_record = False, True
        found = list(metadata.segments(text))
        for segment in found:
            if segment.label is None:
                self._unknown(number, segment.text)
            else:
                self._seen.add(segment.label.text)
                self.saying.say(segment.label, segment.value, number)
        message = counted(
            "the definition of {count} field stands here in the place of its value",
            "the definitions of {count} fields stand here in the place of their values",
            len(found),
        )
        self.saying.tell(Code.FIELD_DEFINITIONS, Severity.INFO, message, number)
        return Role.DEFINITIONS

    def _person(self, number: int, text: str) -> Role | None:
        """Leaves out a line that says a person under a label that nobody knows; None for any other line."""
        in_value = self._label is not None and (self._label.is_prose or not self._value)
        found = self._names.found(text, in_value=in_value)
        if found is None:
            return None
        message = Sentence("what stands under “{label}” is taken for a person", label=found[0])
        self.saying.person(found[0], message, found[1], number)
        return Role.UNKNOWN

    def _unknown(self, number: int, text: str) -> Role:
        if text in LABELS or text in GROUPS:
            code, message = Code.REPEATED_LABEL, Sentence("a known label for the second time")
        else:
            code, message = Code.UNKNOWN_LINE, Sentence("neither a known label nor a value")
        self.saying.unread("", text, number)
        self.saying.tell(code, Severity.WARNING, message, number, value=text)
        return Role.UNKNOWN

    def _cut(self, number: int, text: str) -> Role:
        self.saying.unread("", text, number)
        message = Sentence("the page ends in the middle of a label: what follows is missing")
        self.saying.tell(Code.CUT_PAGE, Severity.WARNING, message, number, value=text)
        return Role.UNKNOWN

    def _flush(self) -> None:
        if self._label is None:
            return
        if any(self._value):
            self.saying.say(self._label, "\n".join(self._value), self._value_line)
        elif self._label.text not in self._said_elsewhere:
            self.saying.nothing(self._label, self._label_line)
        self._label, self._value = None, []


def _is_cut(text: str) -> bool:
    """Whether *text* is the beginning of a label, and no more than that."""
    return len(text) >= _SHORTEST_CUT and any(label != text and label.startswith(text) for label in LABELS)
