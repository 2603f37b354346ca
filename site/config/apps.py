"""The config app: demo data, health and what mounts the packages."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds the commands and templates of the whole site."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the system checks look for a demo where none may be."""
        import config.demo.checks  # noqa: F401, PLC0415 (models are ready now)
