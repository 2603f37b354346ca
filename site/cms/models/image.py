"""The picture: an image that always says what is to be seen on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image

JSON_WIDTHS = (480, 960, 1600)


class Picture(AbstractImage):
    """An image with a required description and, if it needs one, a credit."""

    description = models.CharField(
        pgettext_lazy("of a picture", "description"),
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
    def words(self) -> str:
        """What stands for the picture where it stands: nothing where it only adorns."""
        if getattr(self, "decorative", False):
            return ""
        return getattr(self, "contextual_alt_text", None) or self.default_alt_text

    def sizes(self, filters: Iterable[str], kind: str) -> list[AbstractRendition]:
        """Return the renditions of `filters` in the format `kind` that have been made already."""
        wanted = [Filter(spec=f"{one}|format-{kind}") for one in filters]
        found = self.find_existing_renditions(*wanted)
        return [found[one] for one in wanted if one in found]

    def sizes_in_webp(self, filters: Iterable[str]) -> list[AbstractRendition]:
        """Return the WebP renditions of `filters`; those that are missing are made now."""
        return list(self.get_renditions(*(f"{one}|format-webp" for one in filters)).values())

    def as_json(self) -> dict[str, Any]:
        """Return the picture with its renditions, AVIF ones first, each kind narrowest first.

        WebP ones are always there; AVIF ones once the worker has made them.
        """
        filters = [f"width-{width}" for width in JSON_WIDTHS]
        webp = self.sizes_in_webp(filters)
        avif = self.sizes(filters, "avif")
        return {
            "id": self.pk,
            "alt": self.words,
            "credit": self.credit,
            "width": self.width,
            "height": self.height,
            "renditions": [
                {
                    "url": rendition.url,
                    "width": rendition.width,
                    "height": rendition.height,
                    "type": f"image/{kind}",
                }
                for kind, renditions in (("avif", avif), ("webp", webp))
                for rendition in renditions
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
