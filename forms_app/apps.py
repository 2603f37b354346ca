"""The forms app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


def _without_forms(request: HttpRequest) -> list[int]:
    """Return the content types whose reviews a report shows to this person."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415 (models are ready now)
    from wagtail.snippets.models import get_editable_models  # noqa: PLC0415

    from forms_app.models import Form  # noqa: PLC0415

    models = get_editable_models(request.user)
    shown = [model for model in models if model is not Form or request.user.is_superuser]
    return [found.pk for found in ContentType.objects.get_for_models(*shown).values()]


class FormsConfig(AppConfig):
    """Low-code forms."""

    name = "forms_app"
    verbose_name = _("Forms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Wagtail ask posts, not groups, who may write which forms."""
        from wagtail.admin.views.reports import workflows as reports  # noqa: PLC0415 (models are ready now)
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415 (models are ready now)

        from forms_app.models import Form  # noqa: PLC0415
        from forms_app.permissions import FORM_ACTIONS  # noqa: PLC0415
        from people.scoped_policy import ScopedPolicy  # noqa: PLC0415

        register_permission_policy(
            Form, ScopedPolicy(Form, verbs=FORM_ACTIONS, area_paths=["area__path"])
        )
        # Wagtail's reports would list the reviews of all areas to whoever writes forms in one;
        # those of one's own are on the home page and in the history of each form.
        reports.get_editable_content_type_ids = _without_forms
