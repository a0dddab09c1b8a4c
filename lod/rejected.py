"""What a release keeps of what was rejected: a file each, and one for all beyond the first thousand."""

import base64
import json
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

MOST_FILES = 1_000
FURTHER = "further.jsonl"
_MAX_NAME_CHARACTERS = 100


class Kept:
    """The folder of the rejected, under way.

    Args:
        folder: The folder; it is made.
        most_files: How many files are made before the rest goes into one, a JSON object a line: its number, its name,
            and its content as ``text``, or as ``base64`` where it is no UTF-8.
    """

    def __init__(self, folder: Path, most_files: int = MOST_FILES) -> None:
        self.files: list[str] = []
        self.count = 0
        self._folder = folder
        self._most_files = most_files
        self._further: TextIOWrapper | None = None
        folder.mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._further is not None:
            self._further.close()

    def add(self, name: str, raw: bytes) -> None:
        """Keeps *raw*, which is called *name*."""
        self.count += 1
        if self.count <= self._most_files:
            file = f"{self.count:06d}-{_file_name(name)}"
            (self._folder / file).write_bytes(raw)
            self.files.append(file)
            return
        if self._further is None:
            self._further = (self._folder / FURTHER).open("w", encoding="utf-8", newline="\n")
            self.files.append(FURTHER)
        kept = {"number": self.count, "name": _file_name(name), **_content(raw)}
        self._further.write(json.dumps(kept, ensure_ascii=False) + "\n")


def _content(raw: bytes) -> dict[str, str]:
    try:
        return {"text": raw.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode("ascii")}


def _file_name(name: str) -> str:
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name[-1_000:])
    return safe[-_MAX_NAME_CHARACTERS:]
