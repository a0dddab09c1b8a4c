"""Text: what has no place in it is taken out, character by character."""

import sys

from lod.sources.text import _SPACES, _UNWANTED, cleaned


def test_the_glance_at_a_text_overlooks_no_character() -> None:
    """Every character of Unicode fares as the two patterns say, though most texts never meet them."""
    odd = [c for c in map(chr, range(sys.maxunicode + 1)) if _UNWANTED.fullmatch(c) or _SPACES.fullmatch(c)]

    assert len(odd) > 2_000
    assert [c for c in odd if cleaned(f"a{c}b")[0] == f"a{c}b"] == []
