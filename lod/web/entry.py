"""The entry: each request as granian hands it over (RSGI) goes to the application, and its answer back.

WSGI alone tells an application neither that a client has gone away nor that a body was cut, and each client that sends
its body slowly holds a thread. Here bodies are read, and clients watched, without any thread.
"""

import asyncio
import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from werkzeug.http import parse_content_range_header
from werkzeug.wsgi import FileWrapper

from lod.store.asker import Asker
from lod.web import received
from lod.web.received import ASKER, TROUBLE, Trouble

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

# what takes longer is worth watching whether anybody waits for it
_PATIENCE_S = 0.05

_LEAVES = "propar.leaves"
_CLOSE = ("Connection", "close")

Headers = list[tuple[str, str]]


class Exchange(Protocol):
    """What granian's protocol object can do for us."""

    async def __call__(self) -> bytes:
        """The whole body."""

    def __aiter__(self) -> Any:
        """The body in pieces."""

    async def client_disconnect(self) -> None:
        """Returns once the client has gone away."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Sends an answer; any thread may call it."""

    def response_file(self, status: int, headers: Headers, file: str) -> None:
        """Sends a file as an answer; any thread may call it."""

    def response_file_range(self, status: int, headers: Headers, file: str, start: int, end: int) -> None:
        """Sends the bytes of a file from *start* to before *end*; any thread may call it."""


Given = tuple[str, Headers, bytes]


class Entry:
    """An RSGI application around a WSGI one.

    Args:
        application: What answers; it is called in threads.
        quick: Gives status, headers and body where it knows them; it is asked before, in the loop that reads all
            requests, so it must not wait for anything.
        shall_leave: Says of a client, by his address and port, whether his connection ends with this answer.
        threads: How many requests are answered at once; more wait.
        body_timeout_s: Seconds that a client has to send its body.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        quick: "Callable[[WSGIEnvironment], Given | None]",
        shall_leave: Callable[[str], bool],
        threads: int,
        body_timeout_s: float,
    ) -> None:
        self._application = application
        self._quick = quick
        self._shall_leave = shall_leave
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._body_timeout_s = body_timeout_s

    async def __call__(self, scope: Any, exchange: Exchange) -> None:
        """Answers one request."""
        environ = received.environ(scope)
        leaves = self._shall_leave(scope.client)
        known = self._quick(environ)
        if known is not None:
            status, headers, body = known
            if leaves:
                headers.append(_CLOSE)
            exchange.response_bytes(int(status[:3]), headers, body)
            return
        if leaves:
            environ[_LEAVES] = True
        if received.has_body(environ):
            await self._read(environ, exchange)
        environ[ASKER] = Asker()
        loop = asyncio.get_running_loop()
        answered = loop.create_future()
        self._pool.submit(self._answer, environ, exchange, answered)
        patience = loop.call_later(_PATIENCE_S, _watch, answered, exchange, environ[ASKER])
        try:
            await answered
        finally:
            patience.cancel()

    async def _read(self, environ: "WSGIEnvironment", exchange: Exchange) -> None:
        """Puts the body into *environ*, or what is wrong with it."""
        try:
            async with asyncio.timeout(self._body_timeout_s):
                body = await received.body(environ, exchange)
        except TimeoutError:
            body = Trouble(408, f"The body did not come within {self._body_timeout_s:g} seconds.")
        if isinstance(body, Trouble):
            environ[TROUBLE] = body
        else:
            environ["wsgi.input"] = io.BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))

    def _answer(self, environ: "WSGIEnvironment", exchange: Exchange, answered: "asyncio.Future[None]") -> None:
        """Asks the application and sends what it says, in one of the threads."""
        try:
            self._send(environ, exchange)
        finally:
            answered.get_loop().call_soon_threadsafe(answered.set_result, None)

    def _send(self, environ: "WSGIEnvironment", exchange: Exchange) -> None:
        started: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, error: Any = None) -> Any:
            del error
            started[:] = [(int(status[:3]), headers)]
            return io.BytesIO().write

        files = environ["wsgi.file_wrapper"] = OpenFiles()
        pieces = self._application(environ, start_response)
        try:
            path = files.to_send(environ["REQUEST_METHOD"])
            body = b"" if path else b"".join(pieces)
        finally:
            _close(pieces)
            files.close()
        ((status, headers),) = started
        if TROUBLE in environ or _LEAVES in environ:
            # what follows trouble on this connection may be the rest of a body
            headers.append(_CLOSE)
        if path:
            _send_file(exchange, status, headers, path)
        else:
            exchange.response_bytes(status, headers, body)


class OpenFiles:
    """A ``wsgi.file_wrapper`` that knows what was opened: a client that reads a file slowly holds no thread."""

    def __init__(self) -> None:
        self._files: list[BinaryIO] = []

    def __call__(self, file: BinaryIO, size: int = 8192) -> Iterable[bytes]:
        """What gives the content of *file* to whoever wants to read it here."""
        self._files.append(file)
        return FileWrapper(file, size)

    def close(self) -> None:
        """Closes them; granian opens the one that it sends by its name."""
        for file in self._files:
            file.close()

    def to_send(self, method: str) -> str:
        """Path of the file that is the answer; empty without one, or where it was read and closed."""
        return next((file.name for file in self._files if method == "GET" and not file.closed), "")


def _send_file(exchange: Exchange, status: int, headers: Headers, path: str) -> None:
    """Sends the file, or that part of it which the headers announce."""
    part = parse_content_range_header(dict(headers).get("Content-Range"))
    if part is None or part.start is None or part.stop is None:
        exchange.response_file(status, headers, path)
    else:
        exchange.response_file_range(status, headers, path, part.start, part.stop)


def _watch(answered: "asyncio.Future[None]", exchange: Exchange, asker: Asker) -> None:
    """Lets *asker* leave once the client has gone away, unless it is *answered* before."""
    leaving = asyncio.ensure_future(exchange.client_disconnect())
    answered.add_done_callback(lambda _: leaving.cancel())
    leaving.add_done_callback(lambda left: None if left.cancelled() else asker.leave())


def _close(pieces: Iterable[bytes]) -> None:
    """Closes an iterable that asks for it (PEP 3333)."""
    close = getattr(pieces, "close", None)
    if close is not None:
        close()
