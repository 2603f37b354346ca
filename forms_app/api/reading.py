"""The published forms: what another front end needs to ask the same questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import BaseModel, Field

from forms_app.api.known_answers import unless_known
from forms_app.api.opening import Name, speak
from forms_app.api.router import router
from forms_app.choice_pictures import pictures_in, pictures_of
from forms_app.engine.definition import Definition
from forms_app.engine.uploading import uploads_asked
from forms_app.models import FormVersion
from forms_app.queries import current_versions, versions_of_live_forms
from foundation.problems import answers
from territory.models import Area

ASK_AGAIN = "public, no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
"""One year, the longest that caches keep anything; a version never changes."""

Number = Annotated[int, Field(ge=1, le=2_147_483_647)]


class FormInListForm(BaseModel):
    """A form as lists show it."""

    slug: str
    title: str
    introduction: str
    path: str = Field(description="Where it is filled in on this site, without the host.")
    area_code: str = Field(description="The area whose people it is for.")
    area_name: str
    version: int
    published_at: str = Field(description="When this version was published.")


class FormListForm(BaseModel):
    """A stretch of a list of forms, by title."""

    count: int
    items: list[FormInListForm]


class UploadForm(BaseModel):
    """A question that is answered with files; they are sent one by one before the form is."""

    field: str = Field(description="Key of the question, as `field` of the file.")
    name: str = Field(description="Name of the input whose texts are the ids of the files.")
    media_types: list[str]
    most: int = Field(description="How many files.")
    bytes: int = Field(description="How many bytes one may have.")


class ChoicePictureForm(BaseModel):
    """A picture that stands above a choice; its number is the choice's `picture`."""

    id: int
    url: str = Field(description="Where it lies: WebP, cut to the size of all others.")
    alt: str = Field(description="What is to be seen on it.")
    width: int
    height: int


class VersionForm(BaseModel):
    """What a form asked from one publication on; it never changes."""

    version: int
    published_at: str
    digest: str = Field(description="SHA-256 of the document in canonical JSON, in hexadecimal.")
    document: dict[str, Any] = Field(
        description="The compiled form: `title`, `introduction`, `starts`, and `sections` of "
        "`fields`, each with `key`, `type`, `label`; `schema_version` tells which shape it has."
    )
    answers_schema: dict[str, Any] = Field(
        description="JSON Schema (2020-12) of the answers, by the keys of the fields."
    )
    uploads: list[UploadForm] = Field(description="Its questions for files and drawn signatures.")
    pictures: list[ChoicePictureForm] = Field(description="The pictures of its choices.")


class FormInFullForm(FormInListForm, VersionForm):
    """A published form with what it asks now."""


class FormQuery(BaseModel):
    """What to look for."""

    area: str | None = Field(
        default=None,
        max_length=20,
        description="Code of an area: the forms for its people, its own and those of areas above.",
    )
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1_000_000)


def _short(version: FormVersion) -> dict[str, Any]:
    form = version.form
    return {
        "slug": form.slug,
        "title": version.document["title"],
        "introduction": version.document["introduction"],
        "path": form.get_absolute_url(),
        "area_code": form.area.code,
        "area_name": form.area.short_name,
        "version": version.number,
        "published_at": version.published_at.isoformat(),
    }


def _asked(version: FormVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "published_at": version.published_at.isoformat(),
        "digest": version.digest,
        "document": version.document,
        "answers_schema": version.schema,
        "uploads": list(uploads_asked(version.definition)),
        "pictures": list(_pictures(version.definition)),
    }


def _pictures(definition: Definition) -> Iterator[dict[str, Any]]:
    for number, found in pictures_of(pictures_in(definition)).items():
        image = found["image"]
        size = {"width": image.width, "height": image.height}
        yield {"id": number, "url": image.url, "alt": found["words"], **size}


@router.get(
    "", response=answers(FormListForm, 422), operation_id="list_forms", summary="List forms"
)
def list_forms(request: HttpRequest, query: Query[FormQuery]) -> dict[str, Any]:
    """List the published forms by title."""
    del request
    versions = current_versions().order_by("form__title", "form_id")
    if query.area is not None:
        area = Area.objects.filter(code=query.area.replace("\0", "")).first()
        versions = versions.filter(form__area__path__in=_paths_to(area))
    found = versions[query.offset : query.offset + query.limit]
    return {"count": versions.count(), "items": [_short(version) for version in found]}


def _paths_to(area: Area | None) -> list[str]:
    if area is None:
        return []
    return [area.path[:end] for end in range(area.steplen, len(area.path) + 1, area.steplen)]


@router.get(
    "/{slug}",
    response={**answers(FormInFullForm, 404, 422), 304: None},
    operation_id="read_form",
    summary="Read a form",
)
def read_form(request: HttpRequest, response: HttpResponse, slug: Path[Name]) -> Any:
    """Read what a published form asks now; with `If-None-Match`, only when it changed."""
    speak(request)
    version = current_versions().filter(form__slug=slug).first()
    if version is None:
        raise Http404(_("No form of this name is published."))
    return unless_known(request, response, _short(version) | _asked(version), ASK_AGAIN)


@router.get(
    "/{slug}/versions/{number}",
    response={**answers(VersionForm, 404, 422), 304: None},
    operation_id="read_form_version",
    summary="Read one version of a form",
)
def read_form_version(
    request: HttpRequest, response: HttpResponse, slug: Path[Name], number: Path[Number]
) -> Any:
    """Read what a published form asked in one version; it can be kept for ever."""
    speak(request)
    version = versions_of_live_forms().filter(form__slug=slug, number=number).first()
    if version is None:
        raise Http404(_("No form of this name is published in this version."))
    return unless_known(request, response, _asked(version), FOR_EVER)
