"""A form as our own file: its document, its settings, and the pictures of its choices."""

from __future__ import annotations

from typing import Any

from forms_app.choice_pictures import pictures_in, pictures_of
from forms_app.exchange.packaging import (
    MOST_IN_ALL,
    MOST_PICTURES,
    SETTINGS,
    ChoicePicture,
    package_of,
)
from forms_app.models import Form


def packed(form: Form) -> dict[str, Any]:
    """Return everything of a form that another installation can bring in, as JSON.

    Pictures have the size in which they are shown; what is beyond the bounds stays behind.
    """
    pictures: dict[int, ChoicePicture] = {}
    left = MOST_IN_ALL
    for number, found in pictures_of(pictures_in(form.definition)).items():
        with found["image"].file.open("rb") as file:
            body = file.read()
        if len(body) <= left and len(pictures) < MOST_PICTURES:
            pictures[number] = ChoicePicture(body, "image/webp", found["words"])
            left -= len(body)
    settings = {name: getattr(form, name) for name in SETTINGS}
    return package_of(form.definition, settings, pictures)
