"""A video file of our own, never an embedded player."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from cms.blocks.base import BodyBlock, Json, JsonForm, PictureForm

PLAYABLE = {"mp4": "video/mp4", "webm": "video/webm"}


class VideoForm(JsonForm):
    """What the API serves of it."""

    title: str
    url: str
    type: str
    poster: PictureForm | None
    captions_url: str
    transcript: str


class VideoBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"url": str, "type": str, "poster": picture | null, "captions_url": str,
    "transcript": str, "title": str}`.
    """  # noqa: D205 (the form of the JSON is the sentence)

    key = "video"
    json_form = VideoForm
    order = 36

    title = blocks.CharBlock(label=_("What the video shows"), max_length=60)
    file = DocumentChooserBlock(label=_("Video file"), help_text=_("MP4 (H.264) or WebM."))
    poster = ImageBlock(label=_("Picture before it plays"), required=False)
    captions = DocumentChooserBlock(
        label=_("Captions"), required=False, help_text=_("A WebVTT file (.vtt).")
    )
    transcript = blocks.TextBlock(
        label=_("What is said"),
        required=False,
        help_text=_("The words in writing, for those who cannot hear or have no time."),
    )

    class Meta:
        label = _("Video")
        icon = "media"
        group = _("Pictures and files")
        description = _("A video file from the documents, with captions and its words in writing.")
        template = "cms/blocks/video.html"
        preview_value = {
            "title": "三分钟看懂垃圾分类",
            "file": None,
            "poster": None,
            "captions": None,
            "transcript": "大家好，今天说说垃圾怎么分。",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {}
        if cleaned["file"].file_extension.lower() not in PLAYABLE:
            errors["file"] = ValidationError(_("Browsers play MP4 and WebM files."))
        if cleaned["captions"] and cleaned["captions"].file_extension.lower() != "vtt":
            errors["captions"] = ValidationError(_("Captions are a .vtt file."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["media_type"] = media_type(value["file"])
        if value["transcript"]:
            context["said"] = [{"title": _("What is said"), "body": value["transcript"]}]
        return context

    def as_json(self, value: Any) -> Json:
        return {
            "title": value["title"],
            "url": value["file"].url if value["file"] else "",
            "type": media_type(value["file"]),
            "poster": value["poster"].as_json() if value["poster"] else None,
            "captions_url": value["captions"].url if value["captions"] else "",
            "transcript": value["transcript"],
        }


def media_type(document: Any) -> str:
    """Return the media type of a video document, empty when it is none that browsers play."""
    return PLAYABLE.get(document.file_extension.lower(), "") if document else ""
