"""What programs in pages of other origins may do (the Fetch standard's CORS): read all that is published."""

from flask import Flask, Response, request

from lod.web import heads

_ALLOWED = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    # what asks for a format, for what has changed, for a language, or posts a query
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Language, Content-Type, "
        "If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range"
    ),
    "Access-Control-Max-Age": "86400",
}
_EXPOSED = (
    "Accept-Ranges",
    "Allow",
    "Content-Encoding",
    "Content-Location",
    "Content-Range",
    "ETag",
    "Link",
    "Location",
    "Repr-Digest",
    "Retry-After",
    "SPARQL-Limits",
    "Vary",
    "X-Release",
)
_OPEN = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", ", ".join(_EXPOSED)))


def install(app: Flask) -> None:
    """Lets *app* answer preflights, and say on all answers, errors and redirects too, that they may be read."""

    @app.before_request
    def preflight() -> Response | None:
        if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
            return None
        # of what is not there as well: a program shall see the 404, not a failure of its browser
        return Response(headers=_ALLOWED)

    @app.after_request
    def allow(response: Response) -> Response:
        heads.add(response, _OPEN)
        return response
