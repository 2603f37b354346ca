"""The brands of the place that it lies in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.listing import paginated
from cms.pages.base import BasePage, opening_panels, tabs
from cms.pages.brand import brands_below


class BrandIndexPage(BasePage):
    """A list of brands: a community's own below a community, everybody's below the home page."""

    kind = "brand_index"
    page_description = _("What a place is known for")
    template = "cms/pages/brand_index.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.BrandPage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("list of brands")
        verbose_name_plural = _("lists of brands")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["brands"] = paginated(request, brands_below(self.get_parent()))
        return context
