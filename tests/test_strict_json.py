"""Strict JSON, as readers of rows and registers take it."""

import pytest

from lod.sources import strict_json


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": NaN}', "NaN is no JSON"),
        ("[-Infinity]", "-Infinity is no JSON"),
        ('{"a": 1, "a": 1}', "a key stands there twice"),
        ('{"a": {"b": 1, "b": 2}}', "a key stands there twice"),
        ('{"a": 1', "Expecting ',' delimiter"),
    ],
)
def test_what_is_no_strict_json_is_an_error(text: str, said: str) -> None:
    """At any depth; Python by itself takes NaN, and the last of two keys."""
    with pytest.raises(ValueError, match=said):
        strict_json.parsed(text)


def test_numbers_are_what_the_reader_makes_of_them() -> None:
    """As they are written, whatever their length; else those of Python."""
    long = "9" * 6000

    assert strict_json.parsed(f"[{long}, 1.50]", str) == [long, "1.50"]
    assert strict_json.parsed("[1, 1.50]") == [1, 1.5]
