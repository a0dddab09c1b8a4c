"""How a document is answered: the representation chosen, made once a release, sent with its headers."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import quote

from flask import Response, abort, g, request

from lod.nodes import Nodes
from lod.web import memory, negotiation, signposts
from lod.web.description import Target
from lod.web.heads import vary
from lod.web.negotiation import DOCUMENTS, HTML, Representation
from lod.web.rendered import Rendered
from lod.web.served import Served

FRESH = "public, max-age=300"
TO_BE_ASKED = "no-cache"


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says, before it is written in a format.

    Args:
        nodes: All that it says.
        write: Gives its bytes in a format.
        pages: How many pages it has.
        collection: Path of the list that the thing stands in, empty without.
    """

    nodes: Nodes
    write: Callable[[Representation], bytes]
    pages: int = 1
    collection: str = ""


def see_other(path: str) -> Response:
    """303 to *path* on this host; a language that the address asks for is kept."""
    response = Response(status=303)
    kept = f"?lang={g.language}" if request.args.get("lang") == g.language else ""
    response.headers["Location"] = g.root + quote(path) + kept
    response.headers["Cache-Control"] = FRESH
    response.headers["Link"] = signposts.link(g.root + quote(path), "describedby")
    vary(response, "Accept")
    memory.mark(g.served)
    return response


def answered(
    target: Target,
    fixed: Representation | None,
    describe: Callable[[], Document | None],
    page: int = 1,
    offered: Sequence[Representation] = DOCUMENTS,
) -> Response:
    """The document about *target* in the format of its address, or else the one that the client likes best.

    Args:
        target: What it is about, and where it stands.
        fixed: The format of the address, None at the address without extension.
        describe: Gives what it says; None if there is no such document.
        page: Which page of it.
        offered: The formats that it can be had in.
    """
    form = fixed or negotiation.choose(request.headers.get("Accept"), offered)
    served: Served = g.served
    if form is None:
        # what is not there is not there in any format
        if describe() is None:
            _missing(served, target)
        abort(406, description=f"This document can be had as {negotiation.listed(offered)}.")
    # a language that was asked for by the address stands in the page's links
    words = (g.language, request.args.get("lang") == g.language) if form is HTML else ()
    key = (target.path, form.extension, page, words, g.root)
    rendered = served.kept.body(key, lambda: _rendered(target, form, describe(), page, offered))
    if rendered is None:
        _missing(served, target)
    memory.mark(served, key)
    response = sent(rendered)
    if fixed is None:
        vary(response, "Accept")
        here = f"?page={page}" if page > 1 else ""
        response.headers["Content-Location"] = quote(f"{g.root}{target.path}.{form.extension}") + here
    if form is HTML:
        _in_language(response)
    return response


def refuse_withdrawn(served: Served, iri: str) -> None:
    """Answers 410 instead, if a former release published *iri* and this one does not."""
    if iri in served.withdrawn:
        abort(410, description=f"{iri} was published here once. It is no longer.")


def _missing(served: Served, target: Target) -> NoReturn:
    refuse_withdrawn(served, target.iri)
    abort(404, description=f"There is nothing at {request.path}.")


def _rendered(
    target: Target, form: Representation, document: Document | None, page: int, offered: Sequence[Representation]
) -> Rendered | None:
    if document is None:
        return None
    links = signposts.of_document(g.served, g.root, target, document.nodes, offered)
    links += signposts.of_pages(f"{g.root}{target.path}.{form.extension}", page, document.pages)
    if g.served.path is not None and target.path.startswith("/doc/"):
        links += signposts.of_versions(g.root + target.path)
    if document.collection:
        links.append(signposts.link(g.root + document.collection, "collection"))
    return made(document.write(form), form.content_type, ", ".join(links))


def made(body: bytes, content_type: str, link: str = "") -> Rendered:
    """*body* with its strong ETag."""
    return Rendered(body, hashlib.sha256(body).hexdigest()[:24], content_type, link)


def sent(rendered: Rendered, freshness: str = FRESH) -> Response:
    """Bytes that were made before, with their validators."""
    response = Response(rendered.body, content_type=rendered.content_type)
    response.set_etag(rendered.etag)
    if g.served.modified is not None:
        # without the question it would be said to have changed just now
        response.last_modified = g.served.modified
    response.headers["Cache-Control"] = freshness
    if rendered.link:
        response.headers["Link"] = rendered.link
    return response


def shown(page: str, link: str = "") -> Response:
    """A page that is no document, in the reader's language."""
    response = sent(made(page.encode(), HTML.content_type, link), TO_BE_ASKED)
    _in_language(response)
    return response


def _in_language(response: Response) -> None:
    response.headers["Content-Language"] = g.language
    vary(response, "Accept-Language")
