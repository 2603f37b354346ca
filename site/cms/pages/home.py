"""The home page: what is on, where help is needed, the doors to everything."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.fields import BodyField
from cms.pages.base import BasePage, opening_panels, tabs


class HomePage(BasePage):
    """The first page of a site."""

    greeting = models.CharField(
        _("greeting"),
        max_length=24,
        blank=True,
        help_text=_("The large words at the top, at most two short lines."),
    )
    introduction = models.CharField(_("sentence below the greeting"), max_length=80, blank=True)
    doors = BodyField(
        slot="doors",
        verbose_name=_("doors"),
        help_text=_("Four to eight, the most wanted first."),
    )

    kind = "home"
    json_fields = ("greeting", "introduction", "doors")
    template = "cms/pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.CommunityIndexPage",
        "cms.NewsIndexPage",
        "cms.EventIndexPage",
        "cms.ServiceIndexPage",
        "cms.LectureSchedulePage",
        "cms.BrandIndexPage",
        "cms.StandardPage",
    ]
    max_count_per_parent = 1
    edit_handler = tabs(
        content=[
            *opening_panels(),
            MultiFieldPanel(
                [FieldPanel("greeting"), FieldPanel("introduction"), FieldPanel("doors")],
                heading=_("Top of the page"),
            ),
            FieldPanel("body"),
        ]
    )

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
