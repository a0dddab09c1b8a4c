"""When each document changed last: told from what it says, release by release."""

from pathlib import Path

from lod.catalog import dating

BASE = "https://data.example.org/"
TITLE = "<http://purl.org/dc/terms/title>"


def data(folder: Path, name: str, **titles: str) -> Path:
    """A file of sorted data: a thing with a part and a document for each title."""
    lines = []
    for key in sorted(titles):
        thing = f"{BASE}id/process/{key}"
        lines += [f'<{thing}> {TITLE} "{titles[key]}" .', f'<{thing}#part> {TITLE} "part" .']
        lines += [f'<{BASE}doc/process/{key}> {TITLE} "document" .']
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def test_only_what_says_something_else_has_a_new_day(tmp_path: Path) -> None:
    """What is new, too; what is gone has none, and what comes back has the day on which it does."""
    days: list[dict[str, str]] = []
    former: Path | None = None
    titles = (
        {"a": "A", "b": "B", "d": "D"},
        {"a": "A", "b": "other", "c": "C"},
        {"a": "A", "b": "other", "c": "C", "d": "D"},
    )
    for number, release in enumerate(titles, 1):
        target = tmp_path / f"documents-{number}"
        dating.write(data(tmp_path, f"data-{number}", **release), target, BASE, f"2026-01-0{number}", former)
        former = target
        days.append({document.iri[-1]: document.day for document in dating.read(target)})

    assert days == [
        {"a": "2026-01-01", "b": "2026-01-01", "d": "2026-01-01"},
        {"a": "2026-01-01", "b": "2026-01-02", "c": "2026-01-02"},
        {"a": "2026-01-01", "b": "2026-01-02", "c": "2026-01-02", "d": "2026-01-03"},
    ]


def test_what_a_part_says_is_what_its_document_says(tmp_path: Path) -> None:
    """A change in a part or in the document is a change."""
    path = data(tmp_path, "data", a="A")
    dating.write(path, tmp_path / "first", BASE, "2026-01-01", None)
    path.write_text(path.read_text("utf-8").replace('"part"', '"other part"'), "utf-8")
    dating.write(path, tmp_path / "second", BASE, "2026-01-02", tmp_path / "first")

    assert [document.day for document in dating.read(tmp_path / "second")] == ["2026-01-02"]
