"""The territory app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    """The tree of areas."""

    name = "territory"
    verbose_name = _("Territory")
    default_auto_field = "django.db.models.BigAutoField"
