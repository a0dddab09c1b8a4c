"""A record: the same after it went to another process."""

import pickle

from lod.findings import Origin
from lod.record import Record, Unread, Value


def test_a_record_comes_to_another_process_as_it_was() -> None:
    """With all that it holds, fields without values and values of all kinds included."""
    record = Record(
        shape="Process",
        key="er-1",
        origin=Origin("a.csv", 3, 2),
        fields={
            "title": (Value("Uno", 3, "Titolo", "uno", language="it"), Value("One", 4, language="en", file="b.csv")),
            "spatial": (),
            "day": (Value("2019", 5, datatype="gYear", iri="https://example.org/"),),
        },
        language="de",
        source="s",
        unread=(Unread("x", "y", 6),),
        not_captured=(Unread("z", "", 7),),
        raw="raw \udce8",
        pages=("example.org/1",),
    )
    other = pickle.loads(pickle.dumps(record))  # noqa: S301  # our own

    assert other == record
    assert isinstance(other.fields["title"][0], Value)
