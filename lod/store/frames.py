"""Frames: what a query process and its parent say to each other over pipes, a JSON head and a body."""

import json
import os
import struct
from collections.abc import Callable, Mapping

_LENGTHS = struct.Struct(">II")
HEADER_BYTES = _LENGTHS.size

Frame = tuple[dict[str, str], bytes]


def send(descriptor: int, head: Mapping[str, str], body: bytes | memoryview = b"") -> None:
    """Writes a frame to a pipe, in one call where the pipe takes it.

    Raises:
        OSError: nobody reads any more.
    """
    written = json.dumps(head).encode()
    parts = [memoryview(_LENGTHS.pack(len(written), len(body)) + written), memoryview(body)]
    while parts:
        sent = os.writev(descriptor, parts)
        while parts and sent >= len(parts[0]):
            sent -= len(parts.pop(0))
        if parts:
            parts[0] = parts[0][sent:]


def receive(read: Callable[[int], bytes]) -> Frame | None:
    """The next frame; None when the stream ends before it is whole.

    Args:
        read: Gives as many bytes as it is asked for; fewer only at the end.
    """
    head = read(HEADER_BYTES)
    if len(head) < HEADER_BYTES:
        return None
    head_length, _ = lengths(head)
    length = sum(lengths(head))
    content = read(length)
    return split(content, head_length) if len(content) == length else None


def lengths(header: bytes | bytearray) -> tuple[int, int]:
    """Lengths of head and body, in bytes."""
    head, body = _LENGTHS.unpack_from(header)
    return int(head), int(body)


def split(content: bytes | bytearray, head_length: int) -> Frame:
    """Head and body of the content of a frame."""
    view = memoryview(content)
    return json.loads(bytes(view[:head_length])), bytes(view[head_length:])
