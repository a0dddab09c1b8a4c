"""What is damaged in a release."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was meant.

    Args:
        file: Path of the file or folder within the release.
        reason: What was expected, and what is there.
    """

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"
