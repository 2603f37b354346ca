"""A file to take home."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.base import BodyBlock, Json, JsonForm


class AttachmentForm(JsonForm):
    """What the API serves of it."""

    title: str
    url: str
    kind: str
    bytes: int
    note: str


class AttachmentBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"title": str, "url": str, "kind": str, "bytes": int, "note": str}`."""

    key = "attachment"
    json_form = AttachmentForm
    order = 40

    document = DocumentChooserBlock(label=_("File"))
    note = blocks.CharBlock(
        label=_("What it is for"),
        max_length=80,
        required=False,
        help_text=_("Print and fill in, say."),
    )

    class Meta:
        label = _("File")
        icon = "doc-full"
        group = _("Pictures and files")
        description = _("A form, a table or a poster to download, with its kind and size.")
        template = "cms/blocks/attachment.html"
        preview_value = {"document": None, "note": "打印后填写，带到窗口"}

    def as_json(self, value: Any) -> Json:
        document = value["document"]
        return {
            "title": document.title if document else "",
            "url": document.url if document else "",
            "kind": document.file_extension.lower() if document else "",
            "bytes": (document.get_file_size() or 0) if document else 0,
            "note": value["note"],
        }
