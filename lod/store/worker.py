"""A process that answers untrusted queries: it may be killed, it cannot reach the network, its memory is bounded.

It reads questions from standard input and writes answers to standard output, see `read_frame`. It is started by
`lod.store.guard` as ``python -m lod.store.worker STORE MAX_BYTES MAX_MEMORY SECONDS``.
"""

import ctypes
import io
import json
import platform
import resource
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from lod.errors import FormatError, QueryError, StoreError
from lod.store import screen
from lod.store.embedded import EmbeddedStore

_LENGTHS = struct.Struct(">II")
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_EACCES = 13
# machine name: number of the system call socket()
_SOCKET_CALLS = {"x86_64": 41, "aarch64": 198}


class _Bounded(io.BytesIO):
    """Takes bytes until there are too many."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self._max_bytes = max_bytes

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._max_bytes:
            raise OSError(f"the answer has more than {self._max_bytes} bytes; ask for less with LIMIT")
        return super().write(data)


def write_frame(stream: BinaryIO, head: dict[str, object], body: bytes = b"") -> None:
    """Writes two lengths, a JSON head and a body."""
    written = json.dumps(head).encode()
    stream.write(_LENGTHS.pack(len(written), len(body)) + written + body)
    stream.flush()


def read_frame(read: Callable[[int], bytes]) -> tuple[dict[str, str], bytes] | None:
    """The next head and body; None when the stream ends before they are whole."""
    lengths = read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    head, body = read(head_length), read(body_length)
    return (json.loads(head), body) if len(head) + len(body) == head_length + body_length else None


def forbid_network() -> bool:
    """Makes the kernel refuse every new socket of this process; whether it can on this machine.

    A filter of four instructions on the number of the system call (seccomp(2)).
    """
    number = _SOCKET_CALLS.get(platform.machine())
    if number is None or sys.platform != "linux":
        return False
    instructions = (
        struct.pack("HBBI", _LOAD_WORD, 0, 0, 0)
        + struct.pack("HBBI", _JUMP_IF_EQUAL, 0, 1, number)
        + struct.pack("HBBI", _RETURN, 0, 0, _REFUSE | _EACCES)
        + struct.pack("HBBI", _RETURN, 0, 0, _ALLOW)
    )
    program = ctypes.create_string_buffer(instructions)
    described = struct.pack("HxxxxxxQ", len(instructions) // 8, ctypes.addressof(program))
    filter_ = ctypes.create_string_buffer(described)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return int(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_), 0, 0)) == 0


def answered(
    store: EmbeddedStore, head: dict[str, str], query: str, max_bytes: int, *, isolated: bool
) -> tuple[dict[str, object], bytes]:
    """Head and body of the answer to *query*: the answer, or what is wrong."""
    media_types = {gives == "triples": head[gives] for gives in ("triples", "solutions") if gives in head}
    bounded = _Bounded(max_bytes)
    try:
        if not isolated:
            # where the kernel cannot keep us off the network, not even the word is let through
            screen.refuse_service(query)
        media_type = store.write_answer(query, media_types, bounded, is_empty="is_empty" in head)
    except (QueryError, FormatError, StoreError) as error:
        told = _blamed(error, query)
        return {"error": type(told).__name__, "message": str(told)}, b""
    return {"media_type": media_type}, bounded.getvalue()


def _blamed(error: StoreError, query: str) -> StoreError:
    """*error*; where the engine failed to call another endpoint, that this is not done here."""
    if isinstance(error, QueryError | FormatError):
        return error
    try:
        screen.refuse_service(query)
    except QueryError as reason:
        return reason
    return error


def main(path: str, max_bytes: str, max_memory: str, seconds: str) -> None:
    """Answers until standard input ends."""
    with EmbeddedStore.opened(Path(path)) as store:
        isolated = forbid_network()
        resource.setrlimit(resource.RLIMIT_AS, (int(max_memory), int(max_memory)))
        write_frame(sys.stdout.buffer, {"isolated": str(isolated)})
        while (frame := read_frame(sys.stdin.buffer.read)) is not None:
            # should the parent be gone, nobody else would end a query that never ends
            signal.alarm(int(seconds) + 5)
            head, query = frame
            write_frame(sys.stdout.buffer, *answered(store, head, query.decode(), int(max_bytes), isolated=isolated))
            signal.alarm(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
