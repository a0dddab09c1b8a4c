"""A body as it goes out."""

from dataclasses import dataclass


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
