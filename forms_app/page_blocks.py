"""The block with which a page leads to a form."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.blocks.base import BodyBlock, Json, JsonForm


class FormLinkForm(JsonForm):
    """What the API serves of it; `url` is empty while the form is not published."""

    slug: str
    title: str
    text: str
    url: str


class FormBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"slug": str, "title": str, "text": str, "url": str}`."""

    key = "form"
    json_form = FormLinkForm
    slots = frozenset({"body", "online"})
    order = 74

    form = SnippetChooserBlock("forms_app.Form", label=_("Form"))
    text = blocks.CharBlock(label=_("One sentence"), max_length=120, required=False)

    class Meta:
        label = _("Form")
        icon = "form"
        group = _("Ways on")
        description = _("A button that leads to a form of this site.")
        template = "forms_app/blocks/form.html"

    def get_preview_value(self) -> Any:
        """Return an example that no database knows."""
        form = apps.get_model("forms_app.Form")(title="请人帮忙", slug="ask-for-help", live=True)
        return blocks.StructValue(self, [("form", form), ("text", "填好后，社区会给您打电话。")])

    def as_json(self, value: Any) -> Json:
        form = value["form"]
        return {
            "slug": form.slug if form and not form.is_for_staff else "",
            "title": form.title if form and not form.is_for_staff else "",
            "text": value["text"],
            "url": form.get_absolute_url() if form and form.live and not form.is_for_staff else "",
        }
