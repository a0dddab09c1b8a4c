"""The quality of the release: the report for people, the findings for programs."""

import base64
import hashlib
import re

from flask import Blueprint, Response, abort, g, render_template, request

from lod import release
from lod.errors import ReleaseError
from lod.reporting import FORMATS
from lod.web import negotiation
from lod.web.heads import vary
from lod.web.negotiation import FINDINGS, HTML
from lod.web.responses import made, sent
from lod.web.served import Served

quality = Blueprint("quality", __name__)

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@quality.get("/quality")
def report() -> Response:
    """The report, or the findings in the format that the client likes best."""
    form = negotiation.choose(request.headers.get("Accept"), FINDINGS)
    if form is None:
        abort(406, description=f"The findings can be had as {negotiation.listed(FINDINGS)}.")
    response = _page() if form is HTML else _file(form.extension)
    vary(response, "Accept", "Accept-Language")
    return response


@quality.get("/quality.<extension>")
def findings(extension: str) -> Response:
    """The findings in one format."""
    if extension not in FORMATS:
        abort(404, description=f"There is nothing at {request.path}.")
    return _file(extension)


def _page() -> Response:
    text = _content(f"{release.REPORT}/{g.language}.html").decode()
    # the file itself leads nowhere: whoever gets it by mail has no site to go back to
    text = text.replace("<body>", "<body>\n" + render_template("report_links.html"), 1)
    response = sent(made(text.encode(), HTML.content_type))
    # the page is also a file to send on, hence a style of its own, which the policy knows by its hash
    style = _STYLE.search(text)
    digest = base64.b64encode(hashlib.sha256(style[1].encode() if style else b"").digest()).decode()
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def _file(extension: str) -> Response:
    name = release.FINDINGS if extension == "json" else f"{release.REPORT}/findings.{extension}"
    return sent(made(_content(name), FORMATS[extension]))


def _content(name: str) -> bytes:
    served: Served = g.served
    if served.path is None:
        abort(404, description="An endpoint has no report of its own; the release that was loaded into it has.")
    try:
        return (served.path / name).read_bytes()
    except OSError as error:
        raise ReleaseError(f"{served.path / name}: cannot be read: {error}") from error
