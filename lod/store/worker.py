"""A process that answers untrusted queries: it may be killed, it cannot reach the network, its memory is bounded.

It reads questions from standard input and writes answers to standard output, see `lod.store.frames`. It is started by
`lod.store.process` as ``python -m lod.store.worker STORE MAX_BYTES MAX_ROWS SECONDS NETWORK``.
"""

import contextlib
import io
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from lod.errors import FormatError, LimitError, QueryError, StoreError
from lod.store import frames, rows, sandbox, screen
from lod.store.embedded import EmbeddedStore

MAX_MEMORY_BYTES = 1 << 30
# how much longer than the deadline a process lives whose parent is gone
_GRACE_S = 5


class _Bounded(io.BytesIO):
    """Takes bytes until there are too many."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self._max_bytes = max_bytes
        self.is_full = False

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self._max_bytes:
            self.is_full = True
            raise OSError("too many bytes")
        return super().write(data)


def answered(
    store: EmbeddedStore, head: dict[str, str], query: str, max_bytes: int, max_rows: int, *, isolated: bool
) -> tuple[dict[str, str], bytes]:
    """Head and body of the answer to *query*: the answer, or what is wrong."""
    media_types = {gives == "triples": head[gives] for gives in ("triples", "solutions") if gives in head}
    bounded = _Bounded(max_bytes)
    try:
        if not isolated:
            # where the kernel cannot keep us off the network, not even the word is let through
            screen.refuse_service(query)
        media_type = store.write_answer(query, media_types, bounded, is_empty="is_empty" in head)
        body = bounded.getvalue()
        rows.refuse_more(body, media_type, max_rows)
    except StoreError as error:
        told = _told(error, query, bounded)
        return {"error": type(told).__name__, "message": str(told)}, b""
    return {"media_type": media_type}, body


def _told(error: StoreError, query: str, bounded: _Bounded) -> StoreError:
    """*error*; where it comes of a limit or of a call to another endpoint, that."""
    if bounded.is_full:
        return LimitError(f"the answer has more than {bounded._max_bytes} bytes; ask for less with LIMIT")  # noqa: SLF001
    if isinstance(error, QueryError | FormatError | LimitError):
        return error
    try:
        screen.refuse_service(query)
    except QueryError as reason:
        return reason
    return error


def main(path: str, max_bytes: str, max_rows: str, seconds: str, network: str) -> None:
    """Answers until standard input ends."""
    source, output = sys.stdin.fileno(), sys.stdout.fileno()
    with EmbeddedStore.opened(Path(path)) as store, open(source, "rb", closefd=False) as questions:
        has_network = network == "network"
        isolated = sandbox.enter(MAX_MEMORY_BYTES, network=has_network) or has_network
        frames.send(output, {"isolated": str(isolated)})
        while (frame := frames.receive(questions.read)) is not None:
            # should the parent be gone, nobody else would end a query that never ends
            signal.alarm(int(seconds) + _GRACE_S)
            head, query = frame
            told, body = answered(store, head, query.decode(), int(max_bytes), int(max_rows), isolated=isolated)
            signal.alarm(0)
            frames.send(output, told | {"peak_kb": str(_peak_kb())}, body)


def _peak_kb() -> int:
    """The most memory that this process has had, in kB; that of the process that has started it does not count."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text("ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    # elsewhere than on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(*sys.argv[1:])
