"""The people app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Users, units and posts."""

    name = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Wagtail ask posts who may see and change units, posts and areas."""
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415
        from wagtail.users.views import api_tokens  # noqa: PLC0415 (models are ready now)

        from people import policies  # noqa: PLC0415

        for model, policy in policies.policies():
            register_permission_policy(model, policy)
        # Wagtail offers every user of the site as the owner of a token: 25 MiB of choices.
        api_tokens.get_manageable_token_owners = policies.token_owners
