"""The casework app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    """Cases and their course."""

    name = "casework"
    verbose_name = _("Casework")
    default_auto_field = "django.db.models.BigAutoField"
