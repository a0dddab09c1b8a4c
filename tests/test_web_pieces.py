"""Pieces of pages are kept by all that they depend on, and bounded."""

from markupsafe import Markup, escape

from lod.web.pieces import Pieces


def test_a_piece_is_made_once() -> None:
    """And another one for another key."""
    pieces, made = Pieces(), []

    def make() -> Markup:
        made.append(1)
        return Markup("x")

    assert [pieces.piece(key, make) for key in ("a", "a", "b")] == ["x"] * 3
    assert len(made) == 2


def test_what_is_kept_is_bounded_by_bytes() -> None:
    """However many different pieces come, what is kept has no more bytes than there is room for."""
    pieces = Pieces(10_000)
    for number in range(1_000):
        pieces.piece(number, lambda: escape("x" * 1_000))

    assert 1 <= len(pieces._kept) <= 10


def test_what_has_no_room_is_made_all_the_same() -> None:
    """A piece larger than all that may be kept."""
    pieces = Pieces(100)

    assert pieces.piece("a", lambda: escape("x" * 1_000)) == "x" * 1_000
    assert not pieces._kept
