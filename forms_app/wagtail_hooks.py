"""What forms add to the Wagtail admin: writing them, and the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem
from wagtail.snippets.models import register_snippet

from forms_app.models import Form
from forms_app.permissions import may_draw_seats, may_publish_form
from forms_app.views.desk.approvals import ApprovalsPanel
from forms_app.views.desk.arrivals import ArrivalsPanel
from forms_app.views.desk.authoring import FormViewSet, form_area_chooser
from forms_app.views.desk.form_desk import FormDesk
from forms_app.views.desk.importing import FormImports
from forms_app.views.desk.inbox import SubmissionDesk
from forms_app.views.desk.rules_reading import FormRules
from forms_app.views.desk.starting_points import FormStarters
from people.permissions import Verb, may_somewhere

register_snippet(FormViewSet)


@hooks.register("register_admin_viewset")
def register_submission_desk() -> list[ViewSet]:
    """Give workers the inbox of what people sent, and authors the choice of an area."""
    return [
        SubmissionDesk(),
        FormStarters(),
        FormImports(),
        FormRules(),
        FormDesk(),
        form_area_chooser,
    ]


@hooks.register("construct_homepage_panels")
def show_what_came(request: HttpRequest, panels: list[Any]) -> None:
    """Tell on the admin's home what came in, and how many wait for one's word."""
    del request
    panels.extend([ArrivalsPanel(), ApprovalsPanel()])


@hooks.register("construct_snippet_action_menu")
def offer_publishing(
    items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Offer to publish and unpublish by posts; Wagtail's own menu asks Django's permissions."""
    if context["model"] is not Form or request.user.is_superuser:
        return
    if not policy_registry.get_by_type(Form).user_has_permission(request.user, "publish"):
        return
    if context.get("locked_for_user"):
        return
    form = context.get("instance")
    if form is None:
        if may_somewhere(request.user, Verb.REVIEW_PAGES):
            items.append(PublishMenuItem(order=30))
        return
    if context["view"] == "edit" and form.live:
        items.append(UnpublishMenuItem(order=20))
    if may_publish_form(request.user, form):
        items.append(PublishMenuItem(order=30))


@hooks.register("register_log_actions")
def name_what_is_done(actions: Any) -> None:
    """Name the steps of a draw in Wagtail's log."""
    actions.register_action("forms_app.close_entries", _("Close the entries"), _("Entries closed"))
    actions.register_action("forms_app.draw_seats", _("Draw places"), _("Places drawn"))


@hooks.register("register_snippet_listing_buttons")
def offer_drawing(snippet: object, user: object, next_url: str | None = None) -> Iterator[Button]:
    """Offer the draw of a form's places, in the menu of its row."""
    del next_url
    if not isinstance(snippet, Form) or not (snippet.live and snippet.drawn_by_lot):
        return
    if may_draw_seats(user, snippet):
        address = reverse("form_desk:draw", args=[snippet.pk])
        yield Button(_("Draw of places"), address, icon_name="form", priority=55)


@hooks.register("register_snippet_listing_buttons")
def offer_taking_out(
    snippet: object, user: object, next_url: str | None = None
) -> Iterator[Button]:
    """Offer a form as a file, in the menu of its row."""
    del user, next_url
    if isinstance(snippet, Form):
        address = reverse("form_imports:take_out", args=[snippet.pk])
        yield Button(_("Take out"), address, icon_name="download", priority=60)
