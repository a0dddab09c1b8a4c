"""Answers given before: the same question to the same release gets the same bytes, without asking Flask again."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from flask import request

from lod.errors import ReleaseError
from lod.web.keeping import Answer
from lod.web.received import TROUBLE
from lod.web.served import Served
from lod.web.serving import Serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MARK = "propar.answer"
# all that an answer can depend on, beside the release; none of it is the host
_ASKED = (
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
)
_DEPENDS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", TROUBLE)
_MAX_KEY_CHARACTERS = 1_000
_KEPT = ("200", "303")
_DOCUMENTS = "/doc/"


def mark(served: Served, body: object = None) -> None:
    """Says that the answer to this request may be given again, as long as what *served* keeps as *body* is there."""
    request.environ[_MARK] = (served, body)


def mark_coded(served: Served, body: object) -> None:
    """Says that a marked answer goes out with another body."""
    if _MARK in request.environ:
        mark(served, body)


class Memory:
    """A WSGI application before another one, which it asks only for what it has not seen.

    Args:
        application: What answers.
        serving: Says which release is current; each has a memory of its own.
    """

    def __init__(self, application: "WSGIApplication", serving: Serving) -> None:
        self._application = application
        self._serving = serving

    def given(self, environ: "WSGIEnvironment") -> tuple[str, list[tuple[str, str]], bytes] | None:
        """Status, headers and body of an answer that was given before; never waits, not even for a new release."""
        served, key = self._serving.settled(), _key(environ)
        found = served.kept.remembered(key) if served and key else None
        if found is None:
            return None
        answer, body = found
        return answer.status, list(answer.headers), b"" if environ["REQUEST_METHOD"] == "HEAD" else body

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The answer, as WSGI has it."""
        key = _key(environ)
        found = self._found(key)
        if found:
            answer, body = found
            start_response(answer.status, list(answer.headers))
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

        def remember(status: str, headers: list[tuple[str, str]], *error: object) -> object:
            served, kept = environ.get(_MARK, (None, None))
            if served and key and status[:3] in _KEPT:
                served.kept.remember(key, Answer(status, tuple(headers), kept))
            return start_response(status, headers, *error)  # type: ignore[arg-type]

        try:
            with self._turn(environ):
                return self._application(environ, remember)  # type: ignore[arg-type]
        finally:
            current = self._serving.settled()
            if current:
                current.kept.share()

    def _turn(self, environ: "WSGIEnvironment") -> AbstractContextManager[None]:
        """A turn for who asks for a document: it is made by the interpreter alone, which can do one thing at a time."""
        served = self._serving.settled() if environ["PATH_INFO"].startswith(_DOCUMENTS) else None
        return served.kept.turn() if served else nullcontext()

    def _found(self, key: tuple[str, ...]) -> tuple[Answer, bytes] | None:
        if not key:
            return None
        try:
            return self._serving.now().kept.recalled(key)
        except ReleaseError:
            # the application tells it
            return None


def _key(environ: "WSGIEnvironment") -> tuple[str, ...]:
    """What is asked; empty where the answer depends on more, or where the question is longer than any honest one."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or any(name in environ for name in _DEPENDS):
        return ()
    key = tuple(environ.get(name, "") for name in _ASKED)
    return key if sum(map(len, key)) <= _MAX_KEY_CHARACTERS else ()
