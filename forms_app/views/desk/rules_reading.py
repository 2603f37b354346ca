"""Answers the rules builder: text to trees and back, in words, with what is wrong."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.viewsets.base import ViewSet

from forms_app.compiling import compiled
from forms_app.engine.definition import Definition
from forms_app.models import Form
from forms_app.places import find_areas_in, with_area_names
from forms_app.queries import areas_below
from forms_app.views.desk.rules_text import LONGEST, TREES, rules_from_trees, rules_in, told
from people.permissions import Verb, may_somewhere


@require_POST
def read(request: HttpRequest) -> JsonResponse:
    """Say what the posted rules are in a form as it is being written; nothing is kept.

    `rules-trees` holds them as JSON; when it is empty, `rules` holds them as text. The answer has
    `rules`, `words`, `lines`, `text` and `problems`, or `error` in one sentence.
    """
    if not may_somewhere(request.user, Verb.EDIT_PAGES):
        raise PermissionDenied
    try:
        bare = _posted(request)
        trees = request.POST.get(TREES, "")
        text = request.POST.get("rules", "")[:LONGEST]
        rules = rules_from_trees(trees) if trees else rules_in(text, bare)
    except ValidationError as reason:
        return JsonResponse({"error": " ".join(reason.messages)})
    return JsonResponse(told(with_area_names(replace(bare, rules=tuple(rules)))))


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Answer with areas that a rule can name: below `?within=code`, or by `?q=` part of a name.

    Each has `code`, `name` and `words`, its name with the area that it lies in.
    """
    if not may_somewhere(request.user, Verb.EDIT_PAGES):
        raise PermissionDenied
    words = request.GET.get("q", "").strip()[:50]
    if words:
        found = find_areas_in(None)(words, "")
        listed = [{"code": one.code, "name": one.name, "words": one.words} for one in found]
    else:
        steps = areas_below(None, within=request.GET.get("within", "")[:20])
        listed = [
            {"code": one["code"], "name": one["name"], "words": one["name"]}
            for one in (steps[0]["areas"] if steps else ())
        ]
    response = JsonResponse({"areas": listed}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, max-age=600"
    return response


def _posted(request: HttpRequest) -> Definition:
    """Return the form without rules as the editor holds it, unfinished questions included."""
    block = Form._meta.get_field("questions").stream_block
    value = block.value_from_datadict(request.POST, request.FILES, "questions")
    try:
        questions = block.clean_deferred(value)
    except ValidationError as error:
        message = _("Some questions cannot be read yet.")
        raise ValidationError(message) from error
    return compiled(title="", introduction="", starts="", questions=questions)


class FormRules(ViewSet):
    """The addresses that the rules builder asks."""

    name = "form_rules"
    url_prefix = "form-rules"
    icon = "form"
    menu_label = _l("Rules")
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return where rules are read, and where areas are found."""
        return [path("read/", read, name="read"), path("areas/", areas, name="areas")]
