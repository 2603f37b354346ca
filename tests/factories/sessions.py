"""Signed-in clients, for tests that are about something else than signing in."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from people.models import User


def enrol(user: User) -> str:
    """Give `user` an authenticator app and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def sign_in(user: User, client: Client | None = None) -> Client:
    """Return a client whose session has signed in as `user` and shown the second factor."""
    client = client or Client()
    client.force_login(user)
    factor = Authenticator.objects.filter(user=user).first()
    if factor is None:
        enrol(user)
        factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "at": time.time(), "id": factor.pk, "type": factor.type}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client
