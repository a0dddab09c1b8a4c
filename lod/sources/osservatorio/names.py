"""Persons' names on a page, under labels that nobody knows: in the label's line, or in the next one."""

from lod.sources.persons import is_name, is_of_person, is_organisation, is_short


class Names:
    """Looks at one line after the other."""

    def __init__(self) -> None:
        self._label = ""

    def forget(self) -> None:
        """Notes that a known label or group stands here: what follows belongs to it."""
        self._label = ""

    def found(self, text: str, *, in_value: bool) -> tuple[str, str] | None:
        """The label and the name that a line says; None for any other line.

        Args:
            text: The line.
            in_value: Whether it belongs to a known label, where only what looks like a name is taken for one.
        """
        label, colon, value = (part.strip() for part in text.partition(":"))
        if self._label:
            label, value, self._label = self._label, text, ""
        elif not is_short(label) or not is_of_person(label):
            return None
        elif not (colon and value):
            self._label = label
            return None
        is_person = is_name(value) if in_value else not is_organisation(value)
        return (label, value) if is_person else None
