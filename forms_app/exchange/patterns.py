"""Patterns as others write them: what reads them there may look anywhere in the text."""

from __future__ import annotations

from forms_app.engine.logic.pattern import pattern_of
from forms_app.engine.sentences import Unfit
from forms_app.exchange.report import Untold

OPENING, CLOSING = "^(?:", ")$"


def pattern_from(written: str) -> str:
    """Return a pattern of theirs as ours; raises Untold for what ours has no words for."""
    inner = written[len(OPENING) : -len(CLOSING)]
    if written == f"{OPENING}{inner}{CLOSING}" and _fits(inner):
        return inner
    try:
        pattern_of(written)
    except Unfit as why:
        raise Untold("pattern_unfit", why=why) from why
    return written


def pattern_for(pattern: str) -> str:
    """Return ours so that it means the whole text wherever it is read."""
    return f"{OPENING}{pattern}{CLOSING}"


def _fits(pattern: str) -> bool:
    try:
        pattern_of(pattern)
    except Unfit:
        return False
    return True
