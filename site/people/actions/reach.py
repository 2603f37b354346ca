"""A person says how urgent notices may reach them."""

from __future__ import annotations

from django.db import transaction

from people.models import User


@transaction.atomic
def choose_sms_notices(*, user: User, wanted: bool) -> None:
    """Send urgent notices to `user` by SMS as well, or no more; codes to sign in always go out."""
    User.objects.filter(pk=user.pk).update(sms_notices=wanted)
