"""The forms app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    """Low-code forms."""

    name = "forms_app"
    verbose_name = _("Forms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Wagtail ask posts, not groups, who may write which forms."""
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415 (models are ready now)

        from forms_app.models import Form  # noqa: PLC0415
        from forms_app.permissions import FORM_ACTIONS  # noqa: PLC0415
        from people.scoped_policy import ScopedPolicy  # noqa: PLC0415

        register_permission_policy(
            Form, ScopedPolicy(Form, verbs=FORM_ACTIONS, area_paths=["area__path"])
        )
