"""A page about anything else."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import BasePage, opening_panels, tabs


class StandardPage(BasePage):
    """A page with a body and nothing more: about us, privacy, help."""

    kind = "standard"
    page_description = _("A page about anything else: about us, privacy, help")
    template = "cms/pages/standard.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
