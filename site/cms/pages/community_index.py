"""All communities, by street, to find one's own."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import BasePage, opening_panels, tabs


class CommunityIndexPage(BasePage):
    """The list of communities."""

    kind = "community_index"
    template = "cms/pages/community_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CommunityPage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("list of communities")
        verbose_name_plural = _("lists of communities")
