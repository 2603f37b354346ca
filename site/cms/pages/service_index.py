"""The guide to services: find by category, by words and by place."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.listing import chosen, paginated, prefixes
from cms.models.category import ServiceCategory
from cms.pages.base import BasePage, opening_panels, tabs
from cms.pages.service import ServicePage, services_below

LONGEST_QUESTION = 60


class ServiceIndexPage(BasePage):
    """A finder: a community's own services below a community, all below the home page."""

    kind = "service_index"
    page_description = _("Where people find what can be done for them, and how")
    template = "cms/pages/service_index.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.ServicePage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("guide to services")
        verbose_name_plural = _("guides to services")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        found = services_below(self.get_parent())
        places = self._places(found)
        place = chosen(request, "place", (str(community.pk) for community in places))
        if place:
            root = next(community for community in places if str(community.pk) == place)
            found = found.descendant_of(root)
        words = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
        matching = found.filter(pk__in=matching_ids(words)) if words else found
        categories = ServiceCategory.objects.annotate(
            count=Count("services", filter=Q(services__in=matching.order_by().values("pk")))
        )
        category = chosen(request, "category", (one.slug for one in categories))
        if category:
            matching = matching.filter(category__slug=category)
        context |= {
            "words": words,
            "place": place,
            "places": places,
            "category": category,
            "categories": categories,
            "services": paginated(request, matching),
            "asked": bool(words or place or category),
        }
        return context

    def _places(self, services: Any) -> list[Any]:
        """Return the communities that have services of their own, when this is the city's guide."""
        if self.community is not None:
            return []
        step = self.steplen
        paths = services.order_by().values_list("path", flat=True)
        above = {prefix for path in paths for prefix in prefixes(path, step)[:-2]}
        communities = apps.get_model("cms", "CommunityPage").objects.filter(path__in=above)
        return list(communities.defer_streamfields().order_by("title"))


def matching_ids(words: str) -> list[int]:
    """Return the ids of the service items that the site's search finds for `words`."""
    found = ServicePage.objects.live().search(words, operator="and")
    return [page.pk for page in found]
