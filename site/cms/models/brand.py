"""The brand of a site: its name, colour and logo, set by its editors."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

DEFAULT_ACCENT = "#b3301d"


@register_setting(icon="site", order=10)
class BrandSettings(BaseSiteSetting):
    """What every page of a site shows of who runs it."""

    name = models.CharField(_("name"), max_length=20, default="同心")
    tagline = models.CharField(
        _("line below the name"), max_length=40, blank=True, default="邻里有事，近处有人"
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour is # and six digits."))],
        help_text=_("Made lighter or darker by itself where text would be hard to read."),
    )
    logo = models.ForeignKey(
        "cms.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Square, on a plain ground. Empty: the circles."),
    )
    phone = models.CharField(
        _("phone"), max_length=20, blank=True, help_text=_("The number to call for help.")
    )
    footer_text = models.CharField(_("words at the foot of each page"), max_length=200, blank=True)
    record_number = models.CharField(
        _("record number"),
        max_length=40,
        blank=True,
        help_text=_("The ICP record number that the law asks a public site to show."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline"), FieldPanel("accent"), FieldPanel("logo")],
            heading=_("How it looks"),
        ),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("footer_text"), FieldPanel("record_number")],
            heading=_("Foot of each page"),
        ),
    ]

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")

    def __str__(self) -> str:
        return self.name
