"""Sections that other packages offer for community pages and the home page.

A package offers them in `community_sections.py` as `SECTIONS`: callables that take the tree path
of an area (empty: the whole city) and the request, and return a template's name with its context,
or nothing when there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.module_loading import module_has_submodule
from django.utils.safestring import SafeString

DOOR = "community_sections"
Section = Callable[[str, HttpRequest], tuple[str, dict[str, Any]] | None]


def offered_sections() -> list[Section]:
    """Return what the installed packages offer, in their order."""
    found: list[Section] = []
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, DOOR):
            found += import_module(f"{config.name}.{DOOR}").SECTIONS
    return found


def rendered_sections(area_path: str, request: HttpRequest) -> list[SafeString]:
    """Return the offered sections that have something to show for an area."""
    shown = (section(area_path, request) for section in offered_sections())
    return [render_to_string(*one, request=request) for one in shown if one is not None]
