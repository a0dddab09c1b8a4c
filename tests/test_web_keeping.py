"""What is kept is bounded, and given as it was."""

from lod.web import keeping
from lod.web.keeping import Answer, Kept, Rendered


def test_a_body_is_made_once() -> None:
    """As long as there is room for it; nothing is not kept."""
    kept, made = Kept(), []

    def make() -> Rendered:
        made.append(1)
        return Rendered(b"x", "tag", "text/plain")

    assert [kept.body("key", make) for _ in range(3)] == [Rendered(b"x", "tag", "text/plain")] * 3
    assert made == [1]
    assert kept.body("other", lambda: None) is None
    assert kept.body("other", make) is not None


def test_answers_are_bounded_by_bytes() -> None:
    """Whatever clients think of: the last ones are there, the first ones have gone."""
    kept = Kept()
    answer = Answer("200 OK", (("Link", "x" * 3_000),))
    for number in range(20_000):
        kept.remember(number, answer)
    there = sum(kept.remembered(number) is not None for number in range(20_000))

    assert 0 < there * 3_000 <= keeping.MAX_ANSWERS_BYTES
    assert kept.remembered(0) is None
    assert kept.remembered(19_999) == (answer, b"")


def test_an_answer_without_its_body_is_forgotten() -> None:
    """A body that had to give way is made anew, with a new answer."""
    kept = Kept()
    kept.body("body", lambda: Rendered(b"x", "tag", "text/plain"))
    kept.remember("key", Answer("200 OK", (), "body"))

    assert kept.remembered("key") == (Answer("200 OK", (), "body"), b"x")
    for number in range(3):
        kept.body(number, lambda: Rendered(b"x" * (keeping.MAX_BODIES_BYTES // 2), "tag", "text/plain"))
    assert kept.remembered("key") is None


def test_a_body_too_large_to_keep_is_given_all_the_same() -> None:
    """And takes no other one's place."""
    kept = Kept()
    kept.body("small", lambda: Rendered(b"x", "tag", "text/plain"))
    large = kept.body("large", lambda: Rendered(b"x" * (keeping.MAX_BODIES_BYTES + 1), "tag", "text/plain"))
    kept.remember("key", Answer("200 OK", (), "small"))

    assert large is not None
    assert kept.remembered("key") == (Answer("200 OK", (), "small"), b"x")
