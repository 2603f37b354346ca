"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

from forms_app.engine.field_type import Cell

STARTS_OF_FORMULAS = frozenset("=+-@|%\t\r\n＝＋－＠")
"""With these a text begins to be calculated, or is taken for one that does."""


def inert(cell: Cell) -> Cell:
    """Return `cell`; a text that could be calculated gets an apostrophe in front.

    Numbers stay numbers. Characters that no XML knows are left out, in every format alike, so that
    the same submission reads the same everywhere.
    """
    if not isinstance(cell, str):
        return cell
    text = "".join(sign for sign in cell if sign >= " " or sign in "\t\r\n")
    return f"'{text}" if text and text.lstrip(" ")[:1] in STARTS_OF_FORMULAS else text
