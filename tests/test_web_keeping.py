"""What is kept is bounded, and given as it was."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lod.web import keeping
from lod.web.keeping import Answer, Kept
from lod.web.rendered import Rendered
from lod.web.shared import Shared


@contextmanager
def one_under_way(kept: Kept) -> Iterator[None]:
    """A thread that has its turn, and makes something for as long as that lasts."""
    over, begun = threading.Event(), threading.Event()

    def endless() -> None:
        begun.set()
        over.wait()

    slow = threading.Thread(target=kept.body, args=("slow", endless))
    slow.start()
    begun.wait()
    yield
    over.set()
    slow.join()


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


def test_who_asks_while_it_is_made_gets_what_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that come at once cost as much as one."""
    monkeypatch.setattr(keeping, "_MAX_TURN_S", 60)
    kept, made, over, begun = Kept(), [], threading.Event(), threading.Event()

    def make() -> Rendered:
        made.append(1)
        begun.set()
        over.wait()
        return Rendered(b"x", "tag", "text/plain")

    askers = [threading.Thread(target=kept.body, args=("key", make)) for _ in range(2)]
    askers[0].start()
    begun.wait()
    askers[1].start()
    over.set()
    for asker in askers:
        asker.join()

    assert made == [1]


def test_what_another_process_has_made_waits_for_no_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is only read, while something else is being made."""
    monkeypatch.setattr(keeping, "_MAX_TURN_S", 60)
    body = Rendered(b"x", "tag", "text/plain")
    other = Kept(Shared(tmp_path, "a"))
    other.body("key", lambda: body)
    other.share()
    kept = Kept(Shared(tmp_path, "a"))
    with one_under_way(kept):
        found = kept.body("key", lambda: pytest.fail("made again"))

    assert found == body


def test_nobody_waits_for_long() -> None:
    """One that takes for ever to be made keeps no other one from being made."""
    kept = Kept()
    with one_under_way(kept):
        found = kept.body("key", lambda: Rendered(b"x", "tag", "text/plain"))

    assert found == Rendered(b"x", "tag", "text/plain")


def test_who_has_waited_in_vain_does_not_wait_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request whose document, and whose coding of it, are made while another one takes long, waits once."""
    monkeypatch.setattr(keeping, "_MAX_TURN_S", 0.01)
    kept, waits = Kept(), []
    take = kept._turn.take
    with one_under_way(kept):
        monkeypatch.setattr(kept._turn, "take", lambda most_s: waits.append(most_s) or take(most_s))
        with kept.turn():
            kept.body("key", lambda: kept.body("other", lambda: Rendered(b"x", "tag", "text/plain")))
    with kept.turn():
        pass

    assert waits == [0.01, 0.01]


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
