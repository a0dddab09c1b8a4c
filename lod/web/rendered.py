"""A body as it goes out."""

import json
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Rendered:
    """Bytes that were made once and are sent as they are.

    Args:
        body: The bytes.
        etag: Their strong tag, without quotes.
        content_type: What they are.
        link: The Link header that goes with them.
    """

    body: bytes
    etag: str
    content_type: str
    link: str = ""

    @property
    def head(self) -> str:
        """All but the bytes, as one line of JSON."""
        return json.dumps([self.etag, self.content_type, self.link])

    @classmethod
    def of(cls, head: str | bytes, body: bytes) -> Self:
        """What *head* is the head of."""
        return cls(body, *json.loads(head))
