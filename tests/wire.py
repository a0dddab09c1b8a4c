"""The wire: bytes to a server and back, without a library that would mend them."""

import selectors
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

TIMEOUT_S = 20.0
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """What came back.

    Args:
        status: Its status; 0 if the server closed the connection without a word.
        headers: Its headers by name in small letters.
        body: Its body, as far as it came.
        is_whole: Whether the body has the length that was announced.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    is_whole: bool = True

    @classmethod
    def of(cls, content: bytes) -> Self:
        """The first answer in *content*."""
        head, _, rest = content.partition(_HEAD_END)
        first, *lines = head.decode("latin-1").split("\r\n")
        if first.startswith("HTTP/1.1 100 "):
            return cls.of(rest)
        if not first:
            return cls(0, {}, b"")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", len(rest)))
        return cls(int(first.split()[1]), headers, rest[:length], len(rest) >= length)


def connected(address: str) -> socket.socket:
    """A connection to the server at *address*."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), TIMEOUT_S)


def received(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    found = b""
    while piece := connection.recv(1 << 16):
        found += piece
    return found


def said(address: str, content: bytes) -> Answer:
    """The answer to bytes that ask to close the connection, or make the server close it."""
    with connected(address) as connection:
        try:
            connection.sendall(content)
            found = received(connection)
        except ConnectionError:
            # closed before all was sent
            found = b""
    return Answer.of(found)


def get(path: str, *headers: str) -> bytes:
    """A plain GET that closes."""
    lines = [f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(body: bytes, *headers: str, kind: str = "application/sparql-query", length: int | None = None) -> bytes:
    """A query that is posted as *kind*, its length the true one unless told."""
    lines = ["POST /sparql HTTP/1.1", "Host: x", "Connection: close", f"Content-Type: {kind}", *headers]
    if not any(header.startswith("Transfer-Encoding") for header in headers):
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@contextmanager
def held(address: str, count: int, content: bytes) -> Iterator[list[socket.socket]]:
    """So many connections that have sent *content*, and say no more."""
    with ExitStack() as stack:
        connections = [stack.enter_context(connected(address)) for _ in range(count)]
        for connection in connections:
            connection.sendall(content)
        yield connections


class Load:
    """Clients that ask again and again on connections that stay open, all in one thread.

    Args:
        address: The server.
        paths: What they ask, in turn.
        connections: How many there are.
    """

    def __init__(self, address: str, paths: list[str], connections: int = 8) -> None:
        self._address = address
        self._requests = [
            (path, f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n".encode("ascii")) for path in paths
        ]
        self._connections = connections
        self.asked = self.resets = 0

    def run(
        self, count: int, seen: Callable[[str, Answer], None], after: Callable[[int], None] = lambda _: None
    ) -> None:
        """Asks *count* questions.

        Args:
            count: How many.
            seen: Is told each path and its answer.
            after: Is told how many have been asked, after each.
        """
        with selectors.DefaultSelector() as selector:
            for _ in range(self._connections):
                self._ask(selector, connected(self._address))
            while selector.get_map():
                for key, _ in selector.select(TIMEOUT_S):
                    connection, (path, content) = key.fileobj, key.data
                    assert isinstance(connection, socket.socket)
                    try:
                        piece = connection.recv(1 << 18)
                    except ConnectionError:
                        piece = b""
                    content += piece
                    answer = Answer.of(bytes(content)) if _HEAD_END in content else None
                    if piece and (answer is None or not answer.is_whole):
                        continue
                    selector.unregister(connection)
                    if not piece:
                        self.resets += 1
                        connection.close()
                        connection = connected(self._address)
                    elif answer:
                        seen(path, answer)
                        if answer.headers.get("connection") == "close":
                            # RFC 9112, 9.6
                            connection.close()
                            connection = connected(self._address)
                    if self.asked < count:
                        self._ask(selector, connection)
                        after(self.asked)
                    else:
                        connection.close()

    def _ask(self, selector: selectors.BaseSelector, connection: socket.socket) -> None:
        path, request = self._requests[self.asked % len(self._requests)]
        self.asked += 1
        try:
            connection.sendall(request)
        except ConnectionError:
            """Told when its answer is waited for."""
        selector.register(connection, selectors.EVENT_READ, (path, bytearray()))
