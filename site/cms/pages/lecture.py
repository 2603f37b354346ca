"""A lecture or class: who teaches what, where, when, for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.search import index

from cms.pages.base import opening_panels, tabs
from cms.pages.gathering import Gathering, gathering_panels


class LecturePage(Gathering):
    """One meeting of a lecture or class."""

    class Series(models.TextChoices):
        """To which of the regular programmes it belongs."""

        PARTY_LECTURE = "party_lecture", _("Party lecture")
        NIGHT_SCHOOL = "night_school", _("Night school")
        AFTER_SCHOOL = "after_school", _("4:30 class")
        HEALTH = "health", _("Health talk")
        CRAFT = "craft", _("Hobbies and crafts")

    series = models.CharField(
        _("programme"), max_length=20, choices=Series, default=Series.PARTY_LECTURE, db_index=True
    )
    speaker = models.CharField(_("who teaches"), max_length=40)
    speaker_about = models.CharField(
        _("about the teacher"), max_length=80, blank=True, help_text=_("What they do, in one line.")
    )
    teaching_point = models.CharField(
        _("teaching point"),
        max_length=40,
        blank=True,
        help_text=_("Name of the school branch."),
    )
    bring = models.CharField(_("what to bring"), max_length=80, blank=True)

    kind = "lecture"
    page_description = _("One meeting of a lecture or class, with its teacher")
    json_fields = (
        *Gathering.json_fields,
        "series",
        "speaker",
        "speaker_about",
        "teaching_point",
        "bring",
    )
    template = "cms/pages/lecture.html"
    parent_page_types = ["cms.LectureSchedulePage"]
    subpage_types: list[str] = []
    search_fields = [
        *Gathering.search_fields,
        index.SearchField("speaker"),
        index.SearchField("teaching_point"),
        index.FilterField("series"),
    ]
    api_fields = [
        *Gathering.api_fields,
        APIField("series"),
        APIField("speaker"),
        APIField("speaker_about"),
        APIField("teaching_point"),
        APIField("bring"),
    ]
    edit_handler = tabs(
        content=[
            *opening_panels(),
            MultiFieldPanel(
                [
                    FieldPanel("series"),
                    FieldRowPanel([FieldPanel("speaker"), FieldPanel("speaker_about")]),
                    FieldPanel("teaching_point"),
                    FieldPanel("bring"),
                ],
                heading=_("About this class"),
            ),
            FieldPanel("body"),
        ],
        when_and_where=gathering_panels(),
    )

    class Meta:
        verbose_name = _("lecture")
        verbose_name_plural = _("lectures")
