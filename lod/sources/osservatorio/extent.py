"""Which lines of a saved page are the record, and which stand around it."""

from dataclasses import replace

from lod.sources.osservatorio.labels import BADGES, BUTTON, CALLS, GROUPS, MODIFIED, SITE_NAMES
from lod.sources.osservatorio.shown import Shown

_MODIFIED = MODIFIED.removesuffix(":")
_HEADINGS = ("h1", "h2", "h3")


def part(shown: list[Shown], title: str) -> list[Shown]:
    """The lines of the record: title, what follows it, and the smallest element that holds all labels.

    Args:
        shown: All lines.
        title: The page's title.
    """
    content = [line for line in shown if not line.is_around]
    call = next((i for i, line in enumerate(content) if line.text in CALLS), -1)
    first = next((i for i, line in enumerate(content) if i > call and line.name and not _is_tab(content, i)), -1)
    if first < 0:
        return []
    head = _head(content, call, first, title)
    end = _end(content, first)
    return [*head, *content[first:end]]


def _is_tab(content: list[Shown], at: int) -> bool:
    """Whether a group is one of several in a row, which stand there once more: the tabs of the page."""
    name = content[at].name
    if name not in GROUPS or not any(line.name == name for line in content[at + 1 :]):
        return False
    return at + 1 < len(content) and content[at + 1].name in GROUPS


def _head(content: list[Shown], call: int, first: int, title: str) -> list[Shown]:
    """The title and what stands between it and the first label."""
    before = [line for line in content[: call if call >= 0 else first] if _can_be_title(line)]
    headings = [line for line in before if line.pieces[0].element in _HEADINGS]
    named = [line for line in headings if title.startswith(line.text)]
    if call >= 0 and before:
        chosen = before[-1]
    elif named or headings:
        chosen = named[0] if named else headings[-1]
    else:
        return []
    return _badges(content[content.index(chosen) : first])


def _can_be_title(line: Shown) -> bool:
    is_known = line.text in SITE_NAMES or line.text in BADGES or line.text == BUTTON or line.name
    return not line.is_image and not is_known


def _badges(head: list[Shown]) -> list[Shown]:
    """*head* without images, and badges that stand side by side as one."""
    found: list[Shown] = []
    for line in head:
        glued = (found[-1].text if found else "") + line.text
        if len(found) > 1 and glued in BADGES:
            found[-1] = replace(found[-1], text=glued)
        elif not line.is_image and line.name not in GROUPS:
            is_badge = line.text.replace(" ", "") in BADGES
            found.append(replace(line, text=line.text.replace(" ", "")) if is_badge else line)
    return found


def _end(content: list[Shown], first: int) -> int:
    """Where the record ends: after its last date, or where the element ends that holds all labels."""
    dated = next((i for i in range(first, len(content)) if content[i].text.startswith(_MODIFIED)), -1)
    if dated >= 0:
        # the date stands in the label's line, or in the next
        return dated + (2 if content[dated].name else 1)
    labels = [i for i in range(first, len(content)) if content[i].name]
    depth = content[first].pieces[0].depth - 1
    for line in content[first + 1 : labels[-1] + 1]:
        depth = min(depth, line.pieces[0].common)
    end = labels[-1] + 1
    while end < len(content) and content[end].pieces[0].common >= depth:
        end += 1
    return end
