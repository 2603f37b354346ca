"""The picture: an image that always says what is to be seen on it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

JSON_WIDTHS = (480, 960, 1600)


class Picture(AbstractImage):
    """An image with a required description and, if it needs one, a credit."""

    description = models.CharField(
        _("description"),
        max_length=255,
        help_text=_("What is to be seen, in one sentence, for people who cannot see it."),
    )
    credit = models.CharField(
        _("credit"),
        max_length=80,
        blank=True,
        help_text=_("Who drew or photographed it, if that must be said."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self) -> str:
        """What is read out where no better words are given."""
        return self.description or self.title

    @property
    def _words(self) -> str:
        """What stands for the picture where it stands: nothing where it only adorns."""
        if getattr(self, "decorative", False):
            return ""
        return getattr(self, "contextual_alt_text", None) or self.default_alt_text

    def as_json(self) -> dict[str, Any]:
        """Return the picture with its WebP renditions, narrowest first."""
        wanted = {f"width-{width}|format-webp": width for width in JSON_WIDTHS}
        renditions = self.get_renditions(*wanted)
        return {
            "id": self.pk,
            "alt": self._words,
            "credit": self.credit,
            "width": self.width,
            "height": self.height,
            "renditions": [
                {
                    "url": rendition.url,
                    "width": rendition.width,
                    "height": rendition.height,
                    "type": "image/webp",
                }
                for rendition in renditions.values()
            ],
        }


class PictureRendition(AbstractRendition):
    """One size and format of a picture."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("rendition of a picture")
        verbose_name_plural = _("renditions of pictures")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="picture_rendition_once"
            )
        ]
