"""The second factors: their secrets are sealed, and staff keep at least one."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from outbox.keys import sealer
from people.permissions import is_staff

_CONTEXT = "mfa.authenticator"


class AuthenticatorAdapter(DefaultMFAAdapter):
    """Seals what allauth would keep in clear, and lets no staff go without a second factor."""

    def encrypt(self, text: str) -> str:
        """Return the secret sealed."""
        return sealer().seal(text, _CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret that was sealed; raises `NotOpened` when it was touched."""
        return sealer().open(encrypted_text, _CONTEXT)

    def get_totp_issuer(self) -> str:
        """Return the name under which the code stands in somebody's authenticator app."""
        return str(settings.WAGTAIL_SITE_NAME)

    def get_totp_label(self, user: Any) -> str:
        """Return the account's own name: an app may sync, so no phone and no e-mail."""
        return str(user.username)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say no to the last second factor of somebody who holds a post."""
        if not is_staff(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
