"""Reverse proxies: what they say of client, host, scheme and prefix counts only where they are trusted."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from flask import Flask, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_T = TypeVar("_T")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]{1,100}){0,5}")


def install(app: Flask, trusted: int) -> None:
    """Lets *app* believe the ``X-Forwarded-…`` headers of as many proxies as are *trusted*; of none at 0.

    A proxy must set these headers itself, or take away what a client sent: ``X-Forwarded-Prefix`` too.
    """
    if trusted:
        app.wsgi_app = _fixed(app.wsgi_app, trusted)  # type: ignore[method-assign]

    @app.before_request
    def check_prefix() -> None:
        # links and redirects begin with it: "//other.example" would lead away
        if not _PREFIX.fullmatch(request.script_root[:600]):
            # nor do those of the refusal
            g.root = ""
            abort(400, description="X-Forwarded-Prefix is no path.")


def behind(given: "Callable[[WSGIEnvironment], _T]", trusted: int) -> "Callable[[WSGIEnvironment], _T]":
    """*given*, told the prefix that as many proxies as are *trusted* have set."""
    if not trusted:
        return given
    fixed = _fixed(lambda environ, _: given(environ), trusted)
    return lambda environ: fixed(dict(environ), None)


def _fixed(application: Callable[..., _T], trusted: int) -> Callable[..., _T]:
    return cast(
        "Callable[..., _T]",
        ProxyFix(
            cast("WSGIApplication", application), x_for=trusted, x_proto=trusted, x_host=trusted, x_prefix=trusted
        ),
    )
