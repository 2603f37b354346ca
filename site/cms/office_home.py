"""What an editor finds first in the office: where to write, and the drafts not yet out."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.pages.brand_index import BrandIndexPage
from cms.pages.event_index import EventIndexPage
from cms.pages.lecture_schedule import LectureSchedulePage
from cms.pages.news_index import NewsIndexPage

MOST = 6
LISTS = (
    (NewsIndexPage, _("Write news"), "doc-full"),
    (EventIndexPage, _("Announce an event"), "date"),
    (LectureSchedulePage, _("Add a class"), "calendar"),
    (BrandIndexPage, _("Tell of a brand"), "pick"),
)
"""The lists below which editors write most, what one does there, and its icon."""


def _drafts(person: Any) -> QuerySet[Page]:
    own = policy_registry.get_by_type(Page).instances_user_has_permission_for(person, "change")
    return own.filter(has_unpublished_changes=True).order_by("-latest_revision_created_at")


class StartPanel(Component):
    """The lists that `person` may write below, if they are few, and the latest drafts."""

    name = "start"
    template_name = "cms/office/start.html"
    order = 6

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        person = parent_context["request"].user
        policy = policy_registry.get_by_type(Page)
        if not policy.user_has_permission(person, "add"):
            return {}
        own = policy.instances_user_has_permission_for(person, "add")
        models = [model for model, _label, _icon in LISTS]
        found = {
            page.cached_content_type.model_class(): page
            for page in own.type(*models).order_by("-path")[: MOST + 1]
        }
        few = len(found) and own.type(*models).count() <= MOST
        starts = [
            {"page": found[model], "label": label, "icon": icon}
            for model, label, icon in LISTS
            if few and model in found
        ]
        return {"starts": starts, "drafts": list(_drafts(person)[:MOST]), "writes": True}
