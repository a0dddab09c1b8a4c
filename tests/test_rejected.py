"""What is kept of the rejected: nothing is lost, however much there is."""

import json
from pathlib import Path

from lod.rejected import FURTHER, Kept

MOST = 3


def test_thousands_of_broken_lines_do_not_make_thousands_of_files(tmp_path: Path) -> None:
    """Those beyond the first are together in one, to the letter."""
    contents = [f"riga {n}".encode() for n in range(5)] + [b"\xff\x00", b""]
    with Kept(tmp_path / "rejected", MOST) as kept:
        for content in contents:
            kept.add("rows.csv", content)
    rows = [json.loads(line) for line in (tmp_path / "rejected" / FURTHER).read_text("utf-8").splitlines()]

    assert [path.name for path in sorted((tmp_path / "rejected").iterdir())] == sorted(kept.files)
    assert len(kept.files) == MOST + 1
    assert kept.count == len(contents)
    assert [(row["number"], row.get("text"), row.get("base64")) for row in rows] == [
        (4, "riga 3", None),
        (5, "riga 4", None),
        (6, None, "/wA="),
        (7, "", None),
    ]


def test_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    """It may be anything that a source calls its files."""
    with Kept(tmp_path / "rejected") as kept:
        for name in ("../../etc/passwd", "a b/è.csv", "x" * 1_000_000, "", ".."):
            kept.add(name, b"x")

    assert [path.parent for path in (tmp_path / "rejected").iterdir()] == [tmp_path / "rejected"] * 5
    assert max(map(len, kept.files)) <= 107
