"""The forms app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    """Low-code forms."""

    name = "forms_app"
    verbose_name = _("Forms")
    default_auto_field = "django.db.models.BigAutoField"
