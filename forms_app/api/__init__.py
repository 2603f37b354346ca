"""Forms for other front ends: what they ask, filling them in, and how far it is."""

from __future__ import annotations

# Addresses with a name of their own come first: the first that matches counts.
from forms_app.api import submitting, uploading  # isort: skip
from forms_app.api import phone_codes  # isort: skip
from forms_app.api import reading  # isort: skip
from forms_app.api.router import router

__all__ = ["phone_codes", "reading", "router", "submitting", "uploading"]
