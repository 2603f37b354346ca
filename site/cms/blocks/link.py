"""A link to a page of the site or to an address, with its words; a part of other blocks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.blocks.base import JsonForm


class LinkForm(JsonForm):
    """A link as the API serves it."""

    label: str
    url: str


class LinkValue(blocks.StructValue):
    """A link that knows where it leads."""

    @property
    def url(self) -> str:
        """The address: the page's own when a page is chosen."""
        page = self.get("page")
        return str((page.url if page else self.get("address")) or "")


class LinkBlock(blocks.StructBlock):
    """JSON: `{"label": str, "url": str}`."""

    label = blocks.CharBlock(
        label=_("Words of the link"), max_length=20, help_text=_("A verb: Sign up, Ask, See all.")
    )
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    address = blocks.CharBlock(
        label=_("Or an address"),
        required=False,
        max_length=300,
        help_text=_("Begins with https:// or with / for an address on this site."),
    )

    class Meta:
        label = _("Link")
        icon = "link"
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        address = cleaned.get("address") or ""
        if not cleaned.get("page") and not address:
            raise StructBlockValidationError(
                block_errors={"page": ValidationError(_("Choose where to."))}
            )
        if address and not address.startswith(("https://", "http://", "/", "tel:", "mailto:")):
            raise StructBlockValidationError(
                block_errors={
                    "address": ValidationError(_("An address begins with https:// or with /."))
                }
            )
        return cleaned


def link_json(value: Any) -> dict[str, str] | None:
    """Return a link as JSON, None when there is none."""
    return {"label": str(value["label"]), "url": value.url} if value and value.url else None
