"""The category under which residents look for a service."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

SIGNS = [
    ("service", _("Service")),
    ("children", _("Children")),
    ("elder", _("Older people")),
    ("wheelchair", _("Wheelchair")),
    ("medicine", _("Health")),
    ("home", _("House")),
    ("building", _("Building")),
    ("community", _("Community")),
    ("heart", _("Heart")),
    ("hand", _("Hand")),
    ("book", _("Book")),
    ("legal", _("Law")),
    ("bag", _("Jobs")),
    ("wrench", _("Tools")),
    ("shield", _("Safety")),
]


class ServiceCategory(index.Indexed, models.Model):
    """One of the few headings of the service guide, in a fixed order."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    hint = models.CharField(
        _("hint"), max_length=60, blank=True, help_text=_("One sentence about what lies there.")
    )
    icon = models.CharField(_("icon"), max_length=20, choices=SIGNS, default="service")
    sort_order = models.PositiveSmallIntegerField(_("position"), default=0)

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("hint"), FieldPanel("icon")]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("slug"),
    ]

    class Meta:
        verbose_name = _("service category")
        verbose_name_plural = _("service categories")
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.name

    def as_json(self) -> dict[str, str]:
        """Return the category as the API serves it."""
        return {"slug": self.slug, "name": self.name, "hint": self.hint, "icon": self.icon}
