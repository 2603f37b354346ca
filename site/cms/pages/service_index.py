"""The guide to services: find by category, by words and by place."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import BasePage, opening_panels, tabs


class ServiceIndexPage(BasePage):
    """A finder: a community's own services below a community, all below the home page."""

    kind = "service_index"
    template = "cms/pages/service_index.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.ServicePage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("guide to services")
        verbose_name_plural = _("guides to services")
