"""Cells of CSV that no spreadsheet takes for a formula."""

# how a formula begins in the spreadsheets that people use
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(text: str) -> str:
    """*text*, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
