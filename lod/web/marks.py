"""The smallest pieces of pages: a text in its language, the name of a thing, a link; made often, so not as macros."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup, escape

from lod.presentation import Shown, title_of

_SCHEMES = ("http://", "https://")


class Marks:
    """The pieces of one page.

    Args:
        language: The page's language.
        href: Gives where a link to an IRI leads, empty for no safe address.
        short: Gives how an IRI is shown where there is no text.
    """

    def __init__(self, language: str, href: Callable[[str], str], short: Callable[[str], str]) -> None:
        self._language = language
        self._href = href
        self._short = short

    def lang(self, code: str) -> Markup:
        """The lang attribute of a text, where it is in another language than the page."""
        return _whole(' lang="', escape(code), '"') if code and code != self._language else Markup()

    def name(self, texts: Mapping[str, str], iri: str = "") -> Markup:
        """A text in the reader's language, or the IRI's short form where there is none."""
        words, code = title_of(texts, self._language)
        if not words:
            return _whole('<span class="iri">', escape(_bare(self._short(iri))), "</span>")
        if code and code != self._language:
            return _whole('<span lang="', escape(code), '">', escape(words), "</span>")
        return escape(words)

    def link(self, iri: str, texts: Mapping[str, str]) -> Markup:
        """A link to a thing, wherever it is."""
        address = self._href(iri)
        name = self.name(texts, iri)
        return _whole('<a href="', escape(address), '">', name, "</a>") if address else name

    def mine_first(self, values: Sequence[Shown]) -> Sequence[Shown]:
        """*values*, those in the reader's language before the others."""
        return values if len(values) == 1 else sorted(values, key=lambda value: value.language != self._language)


def _whole(*parts: str) -> Markup:
    """*parts* as markup: each is a literal of this room, or was escaped; ten times as fast as ``Markup.format``."""
    return Markup("".join(parts))  # noqa: S704


def _bare(address: str) -> str:
    """An address as people write it."""
    return address.partition("://")[2].removesuffix("/") if address.startswith(_SCHEMES) else address
