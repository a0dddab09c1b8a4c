"""Addresses that are almost right lead to those that are: a slash too many at the end."""

from urllib.parse import quote

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import MethodNotAllowed, NotFound


def install(app: Flask) -> None:
    """Makes *app* answer 308 to the address without the slash, and only there; it never asks the Host header."""
    # by itself it would redirect to an absolute address, which it takes from the Host header
    app.url_map.merge_slashes = False

    @app.before_request
    def without_slash() -> Response | None:
        bare = request.path.rstrip("/")
        if (
            not isinstance(request.routing_exception, NotFound)
            or not bare
            or bare == request.path
            or not _is_ours(bare)
        ):
            return None
        query = quote(request.query_string, safe="/?:@!$&'()*+,;=%~")
        location = g.root + quote(bare) + (f"?{query}" if query else "")
        return Response(status=308, headers={"Location": location})


def _is_ours(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(path))
    except MethodNotAllowed:
        return True
    except NotFound:
        return False
