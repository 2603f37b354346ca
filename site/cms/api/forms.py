"""The typed forms of pages, made from the page types and the blocks: nothing is listed twice."""

from __future__ import annotations

from functools import cache, reduce
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.db import models
from pydantic import BaseModel, Field, create_model

import cms.pages
from cms.blocks.base import JsonForm, PictureForm
from cms.fields import BodyField, block_classes
from cms.models.category import ServiceCategory
from cms.page_json import is_page_link
from cms.pages.base import BasePage
from foundation.registry import classes_in

_TYPES: dict[type[models.Field[Any, Any]], type] = {
    models.BooleanField: bool,
    models.IntegerField: int,
    models.FloatField: float,
    models.DateTimeField: str,
    models.DateField: str,
}


class PageLinkForm(JsonForm):
    """A link to another page of this site, which everybody may read."""

    id: int
    kind: str
    title: str
    path: str = Field(description="The page's address on this site, without the host.")


class CategoryForm(JsonForm):
    """A category of the guide to services."""

    slug: str
    name: str
    hint: str
    icon: str = Field(description="Name of the sign that stands before it.")


_KEPT: dict[type[models.Model], type[BaseModel]] = {ServiceCategory: CategoryForm}


def page_types() -> list[type[BasePage]]:
    """Return every page type that can be made, in the order of their files."""
    return [found for found in classes_in(cms.pages, BasePage) if not found._meta.abstract]


def union_of(forms: list[Any], discriminator: str) -> Any:
    """Return the union of `forms`, told apart by the value of `discriminator`."""
    if len(forms) == 1:
        return forms[0]
    return Annotated[
        reduce(lambda one, other: one | other, forms), Field(discriminator=discriminator)
    ]


def _one_of(*values: str) -> Any:
    return Literal[values]


def _block_form(block: Any) -> type[BaseModel]:
    return create_model(
        f"{block.__name__}InBody",
        __doc__=f"A block of the type `{block.key}`.",
        type=(_one_of(block.key), ...),
        id=(str | None, ...),
        value=(block.json_form, ...),
    )


_BLOCK_FORMS = {block.key: (_block_form(block), block.slots) for block in block_classes()}


def stream_type(slot: str) -> Any:
    """Return the type of a stream in `slot`: a list of the blocks that it takes."""
    forms = [form for form, slots in _BLOCK_FORMS.values() if slot in slots]
    return list[union_of(forms, "type")]  # type: ignore[misc]


def _type_of(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, BodyField):
        return stream_type(field.slot)
    if is_page_link(field):
        return PageLinkForm
    if isinstance(field, models.ForeignKey):
        kept = _KEPT[field.related_model]
        return kept | None if field.null else kept
    found = next((kind for base, kind in _TYPES.items() if isinstance(field, base)), str)
    if field.choices:
        found = Literal[tuple(value for value, _ in field.flatchoices)]  # type: ignore[assignment]
        return found | Literal[""] if field.blank else found
    return found | None if field.null else found


def _fields_of(model: Any) -> dict[str, Any]:
    return {name: (_type_of(model._meta.get_field(name)), ...) for name in model.json_fields}


@cache
def _row_form(model: Any) -> type[BaseModel]:
    return create_model(
        f"{model.__name__}Row",
        __base__=JsonForm,
        __doc__=f"{model.__doc__}",
        **_fields_of(model),
    )


def _page_form(page_type: type[BasePage]) -> type[BaseModel]:
    fields = _fields_of(page_type)
    for name in page_type.json_rows:
        row = _row_form(page_type._meta.get_field(name).related_model)
        fields[name] = (list[row], ...)  # type: ignore[valid-type]
    return create_model(
        f"{page_type.__name__}Content",
        __doc__=f"What is particular to the kind `{page_type.kind}`.",
        kind=(_one_of(page_type.kind), ...),
        summary=(str, ...),
        lead_picture=(PictureForm | None, ...),
        body=(stream_type("body"), ...),
        **fields,
    )


PAGE_FORMS = {page_type.kind: _page_form(page_type) for page_type in page_types()}
if TYPE_CHECKING:
    Content = BaseModel
    Kind = str
else:
    Content = union_of(list(PAGE_FORMS.values()), "kind")
    Kind = _one_of(*PAGE_FORMS)


class PageInListForm(BaseModel):
    """A page as lists show it."""

    id: int
    kind: Kind
    title: str
    summary: str
    slug: str
    path: str = Field(description="The page's address on this site, without the host.")
    parent_id: int | None
    area_code: str | None = Field(description="The area whose page it is; null for the whole site.")
    published_at: str | None
    changed_at: str | None
    lead_picture: PictureForm | None


class PageInFullForm(PageInListForm):
    """A page with all its content; `content.kind` tells which form it has."""

    seo_title: str
    seo_description: str
    content: Content


class PageListForm(BaseModel):
    """A stretch of a list of pages."""

    count: int
    items: list[PageInListForm]
