"""Seen: keys and their first places."""

from lod.sources.seen import Seen


def test_the_first_place_of_a_key_counts() -> None:
    """A second one is told where the first stands."""
    with Seen() as seen:
        added = [seen.add("65", "65.txt"), seen.add("65", "b/65.txt"), seen.add("066", "66.txt")]

        assert added == [True, False, True]
        assert [seen.place(key) for key in ("65", "066", "66")] == ["65.txt", "66.txt", None]
