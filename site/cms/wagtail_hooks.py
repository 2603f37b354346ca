"""What the cms adds to Wagtail's admin: content checks, categories, its own look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.content_checks import ADVICE
from cms.models import ServiceCategory
from cms.office_guard import OPERATORS, own_or_public
from cms.office_home import StartPanel
from cms.permissions import may_edit_page
from cms.views.front_end_preview import FrontEndPreviewView

NEVER_SET = "data-seen"


class ChineseContentCheckerItem(ContentCheckerItem):
    """Wagtail's checks, and ours: each finding stands in the preview as an element to point at.

    Ours are found by `cms.content_checks`; a rule per kind lets the checks panel tell of them.
    """

    axe_run_only = [*ContentCheckerItem.axe_run_only, *ADVICE]
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        *(
            {
                "id": code,
                "impact": "moderate",
                "selector": f"[data-check='{code}']",
                "excludeHidden": False,
                "tags": ["best-practice"],
                "any": ["check-nothing-found"],
                "enabled": True,
            }
            for code in ADVICE
        ),
    ]
    axe_custom_checks = [
        *ContentCheckerItem.axe_custom_checks,
        {
            "id": "check-nothing-found",
            "evaluate": "attr-non-space-content-evaluate",
            "options": {"attribute": NEVER_SET},
        },
    ]
    axe_messages = ContentCheckerItem.axe_messages | {
        code: {"error_name": name, "help_text": advice} for code, (name, advice) in ADVICE.items()
    }


@hooks.register("construct_wagtail_userbar")
def check_chinese(_request: HttpRequest, items: list[Any], _page: Any) -> None:
    """Put our checks in the place of Wagtail's."""
    items[:] = [
        ChineseContentCheckerItem(in_editor=item.in_editor)
        if isinstance(item, ContentCheckerItem)
        else item
        for item in items
    ]


class ServiceCategoryViewSet(SnippetViewSet):
    """The headings of the guide to services, in the order that editors give them."""

    model = ServiceCategory
    icon = "folder-open-inverse"
    menu_label = _("Service categories")
    menu_order = 350
    add_to_settings_menu = True
    list_display = ["name", "hint"]
    sort_order_field = "sort_order"


register_snippet(ServiceCategoryViewSet)


@hooks.register("insert_global_admin_css")
def brand_in_admin() -> SafeString:
    """Give the admin the site's colours and type."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def keep_what_is_typed_while_saving() -> SafeString:
    """Let no edit fall between two autosaves; the module says how."""
    return format_html('<script type="module" src="{}"></script>', static("js/autosave.js"))


@hooks.register("construct_page_chooser_queryset")
def choose_public_or_own(pages: Any, request: HttpRequest) -> Any:
    """Offer as the target of a link what everybody reads, and drafts of one's own areas."""
    return own_or_public(pages, request.user)


@hooks.register("register_admin_urls")
def front_end_preview_url() -> list[URLPattern]:
    """Give the link for another front end its address."""
    return [
        path(
            "pages/<int:page_id>/front-end-preview/",
            FrontEndPreviewView.as_view(),
            name="front_end_preview",
        )
    ]


@hooks.register("register_page_header_buttons")
def offer_front_end_preview(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the link for another front end in the menu of the editor."""
    del next_url
    if view_name == "edit" and may_edit_page(user, page):
        yield Button(
            _("Preview link for another front end"),
            url=reverse("front_end_preview", args=[page.pk]),
            icon_name="link-external",
            priority=68,
        )


@hooks.register("construct_homepage_panels")
def show_where_to_write(_request: HttpRequest, panels: list[Any]) -> None:
    """Put where an editor writes before what Wagtail tells of pages."""
    panels.insert(0, StartPanel())


@hooks.register("construct_reports_menu")
def offer_only_open_reports(request: HttpRequest, items: list[Any]) -> None:
    """Leave out the reports that the office guard keeps for the operator."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if not item.url.lstrip("/").startswith(OPERATORS)]


@hooks.register("construct_help_menu")
def keep_help_at_home(_request: HttpRequest, items: list[Any]) -> None:
    """Leave out what leads to pages outside the site, in English only."""
    items[:] = [item for item in items if not item.url.startswith("http")]
