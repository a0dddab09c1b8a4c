"""Links on pages: our IRIs lead to the host that was asked, all others to where they are."""

from urllib.parse import quote

from lod.iris import W3ID, Iris, is_web_address


def local(iris: Iris, iri: str, root: str) -> str:
    """Where a link to *iri* leads; empty for what is no safe address.

    Args:
        iris: The publisher's IRIs.
        iri: What the link is to.
        root: The path that the application stands under, empty at the top.
    """
    for base in (iris.base, W3ID):
        if iri.startswith(base):
            path, hash_sign, fragment = iri.removeprefix(base).partition("#")
            return f"{root}/{quote(path, safe='/?=&')}{hash_sign}{quote(fragment)}"
    return iri if is_web_address(iri) else ""
