"""An author brings in a form from elsewhere: a draft of their own, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.translation import gettext as _

from cms.models.image import Picture
from forms_app.actions.copy_form import LONGEST_TITLE, make_draft
from forms_app.engine.definition import Definition
from forms_app.exchange.packaging import ChoicePicture, with_pictures
from forms_app.exchange.writing_questions import content_of
from forms_app.models import Form
from forms_app.permissions import may_write_forms
from foundation.errors import NotAllowed
from foundation.text import slug
from people.models import User
from territory.models import Area

NO_SETTINGS: Mapping[str, Any] = {}
NO_PICTURES: Mapping[int, ChoicePicture] = {}
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def bring_in_form(
    *,
    by: User,
    definition: Definition,
    area: Area,
    title: str,
    settings: Mapping[str, Any] = NO_SETTINGS,
    pictures: Mapping[int, ChoicePicture] = NO_PICTURES,
) -> Form:
    """Make a draft for `area` of a form that was read, with what came beside its document.

    Pictures become pictures of this installation, under numbers of their own; when no draft comes
    of it, their files go with their rows. Raises `NotAllowed` and `Invalid`.
    """
    if not may_write_forms(by, area):
        raise NotAllowed(_("Your posts do not let you write forms there."), code="not_allowed")
    with _files_taken_back() as kept, transaction.atomic():
        for number, one in pictures.items():
            kept[number] = _drawn(one, title, by)
            kept[number].save()
        numbers = {number: picture.pk for number, picture in kept.items()}
        whole, _lost = with_pictures(definition, numbers)
        content = content_of(whole) | _held(settings)
        return make_draft(by=by, content=content, area=area, title=title, name=slug(title))


@contextmanager
def _files_taken_back() -> Iterator[dict[int, Picture]]:
    """Delete the files of what was put in here when it fails: storage knows no transaction."""
    kept: dict[int, Picture] = {}
    try:
        yield kept
    except BaseException:
        for picture in kept.values():
            picture.file.delete(save=False)
        raise


def _drawn(one: ChoicePicture, title: str, by: User) -> Picture:
    """Return a picture whose file is written, and whose row is not yet."""
    words = one.words or title
    found = Picture(
        title=words[:LONGEST_TITLE],
        description=words,
        uploaded_by_user=by,
        file_size=len(one.body),
    )
    name = f"choice.{_ENDINGS[one.media_type]}"
    found.file.save(name, ImageFile(BytesIO(one.body), name=name), save=False)
    return found


def _held(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that a form of this installation can have."""
    known = {field.name: field for field in Form._meta.concrete_fields}
    found = {}
    for name, value in settings.items():
        try:
            found[name] = known[name].clean(value, None)
        except ValidationError:
            # It is something that only the other installation knows; the author settles it anew.
            continue
    return found


def usual_title(definition: Definition) -> str:
    """Return what the draft is called unless its author says otherwise."""
    return definition.title[:LONGEST_TITLE]
