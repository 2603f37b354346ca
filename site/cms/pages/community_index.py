"""All communities, by street, to find one's own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.listing import chosen, is_restricted, paginated, with_pictures
from cms.pages.base import BasePage, opening_panels, tabs
from cms.pages.community import CommunityPage
from territory.models import Area

LONGEST_QUESTION = 40


class CommunityIndexPage(BasePage):
    """The list of communities."""

    kind = "community_index"
    page_description = _("Where people find their community")
    template = "cms/pages/community_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CommunityPage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("list of communities")
        verbose_name_plural = _("lists of communities")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        communities = with_pictures(
            CommunityPage.objects.live().filter(~is_restricted()).child_of(self).exclude(area=None)
        ).select_related("area")
        streets = streets_of(communities)
        street = chosen(request, "street", (area.code for area in streets))
        words = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
        found = communities.defer_streamfields().order_by("area__path")
        if street:
            path = next(area.path for area in streets if area.code == street)
            found = found.filter(area__path__startswith=path)
        if words:
            found = found.filter(
                Q(title__icontains=words)
                | Q(area__pinyin__startswith=words.lower())
                | Q(area__initials__startswith=words.lower())
                | Q(address__icontains=words)
            )
        shown = paginated(request, found, per_page=24)
        names = {area.path: area.short_name for area in streets}
        for community in shown.object_list:
            community.street = names.get(community.area.parent_path, "")
        context |= {
            "communities": shown,
            "streets": streets,
            "street": street,
            "words": words,
        }
        return context


def streets_of(communities: Any) -> list[Area]:
    """Return the streets in which `communities` lie, in the order of their codes."""
    paths = communities.values_list("area__path", flat=True)
    above = {path[: -Area.steplen] for path in paths}
    return list(Area.objects.filter(path__in=above))
