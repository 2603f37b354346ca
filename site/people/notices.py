"""The notices that people agree to; a new wording is a new version."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody agrees to: for which purpose, in which wording."""

    purpose: str
    version: str
    template: str


MEMBERSHIP = Notice("membership", "2026-11", "people/notices/membership_2026_11.html")
"""Keeping a member's roster data, offering shifts, recording hours."""
