"""How a document is answered: the representation chosen, made once a release, sent with its headers."""

import hashlib
import json
from collections.abc import Callable, Sequence
from urllib.parse import quote

from flask import Response, abort, g, request

from lod import expansion, rdf
from lod.rdf import NamedNode, Quad, Triple
from lod.web import negotiation
from lod.web.description import Target
from lod.web.negotiation import DOCUMENTS, EXPANDED, FLATTENED, HTML, N_QUADS, TRIG, Representation
from lod.web.served import Rendered, Served

Writer = Callable[[Representation], bytes | None]


def see_other(path: str) -> Response:
    """303 to *path* on this host; a language that the address asks for is kept."""
    response = Response(status=303)
    kept = f"?lang={g.language}" if request.args.get("lang") == g.language else ""
    response.headers["Location"] = g.root + quote(path) + kept
    response.vary.add("Accept")
    return response


def answered(target: Target, fixed: Representation | None, write: Writer, page: int = 1) -> Response:
    """The document about *target* in the format of its address, or else the one that the client likes best.

    Args:
        target: What it is about, and where it stands.
        fixed: The format of the address, None at the address without extension.
        write: Gives the bytes in a format; None if there is no such document.
        page: Which page of it.
    """
    form = fixed or negotiation.choose(request.headers.get("Accept"), DOCUMENTS)
    if form is None:
        abort(406, description=f"This document can be had as {negotiation.listed(DOCUMENTS)}.")
    rendered = _rendered(g.served, target, form, page, write)
    if rendered is None:
        abort(404, description=f"There is nothing at {request.path}.")
    response = sent(rendered)
    if fixed is None:
        response.vary.add("Accept")
        here = f"?page={page}" if page > 1 else ""
        response.headers["Content-Location"] = quote(f"{g.root}{target.path}.{form.extension}") + here
    if form is HTML:
        response.vary.add("Accept-Language")
    _link(response, target)
    return response


def written(served: Served, triples: Sequence[Triple], target: Target, form: Representation) -> bytes:
    """*triples* of the document about *target* in one of the formats for programs, in the order given.

    Formats that have named graphs hold them in the graph that the document names: whoever collects documents in one
    store knows which said what, and takes a newer one for the older one by replacing one graph.
    """
    if form.media_type == rdf.JSON_LD:
        return json.dumps(_tree(served, triples, target, form), indent=1, ensure_ascii=False).encode() + b"\n"
    prefixes = served.context.prefixes_for(triples)
    if form in (TRIG, N_QUADS):
        graph = NamedNode(target.document)
        return rdf.write_quads((Quad(s, p, o, graph) for s, p, o in triples), form.media_type, prefixes)
    return rdf.write(triples, form.media_type, prefixes)


def _tree(served: Served, triples: Sequence[Triple], target: Target, form: Representation) -> object:
    if form is EXPANDED:
        return expansion.expanded(triples, target.iri)
    if form is FLATTENED:
        return expansion.flattened(triples)
    return served.context.document(triples, target.iri)


def made(body: bytes, content_type: str) -> Rendered:
    """*body* with its strong ETag."""
    return Rendered(body, hashlib.sha256(body).hexdigest()[:24], content_type)


def sent(rendered: Rendered) -> Response:
    """Bytes that were made before, or 304 to a client that has them."""
    response = Response(rendered.body, content_type=rendered.content_type)
    response.set_etag(rendered.etag)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.make_conditional(request)
    return response


def _rendered(served: Served, target: Target, form: Representation, page: int, write: Writer) -> Rendered | None:
    """The document, made once a release; None if there is none."""
    # a language that was asked for by the address stands in the page's links
    words = (g.language, request.args.get("lang") == g.language) if form is HTML else ()
    key = (target.path, form.extension, page, words, g.root)
    with served.lock:
        if key in served.rendered:
            return served.rendered[key]
    body = write(form)
    rendered = None if body is None else made(body, form.content_type)
    if rendered is not None and len(rendered.body) < served.rendered.maxsize:
        with served.lock:
            served.rendered[key] = rendered
    return rendered


def _link(response: Response, target: Target) -> None:
    links = [f'<{target.iri}>; rel="describes"', f'<{target.document}>; rel="canonical"']
    path = quote(g.root + target.path)
    links += [f'<{path}.{r.extension}>; rel="alternate"; type="{_quoted(r)}"' for r in DOCUMENTS]
    response.headers["Link"] = ", ".join(links)


def _quoted(form: Representation) -> str:
    return form.content_type.replace('"', '\\"') if form.profile else form.media_type
