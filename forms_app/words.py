"""The engine's two-language words, said in the language of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language


def language() -> str:
    """Return the language of the moment, Chinese when none is in force."""
    return get_language() or "zh"


def said(names: Mapping[str, str]) -> str:
    """Return the one of `names` that is in the language of the moment."""
    return names["zh" if language().startswith("zh") else "en"]


def said_lazily(names: Mapping[str, str]) -> Any:
    """Return `names` to be said when it is shown."""
    return lazy(said, str)(names)


def in_short() -> str:
    """Return `zh` or `en`: the engine's name for the language of the moment."""
    return "zh" if language().startswith("zh") else "en"
