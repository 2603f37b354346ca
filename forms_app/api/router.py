"""The router of forms, to which each module of this folder adds its operations."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["forms"])
