"""Setting up a first second factor counts as having shown it: it was just used."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def _note_newest(request: HttpRequest, kind: str) -> None:
    newest = Authenticator.objects.filter(user=request.user.pk, type=kind).order_by("-pk").first()
    if newest is not None:
        post_authentication(request, newest)


class SetUpApp(ActivateTOTPView):
    """Sets up an authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the app's secret and note its first code as shown in this session."""
        response: HttpResponse = super().form_valid(form)
        _note_newest(self.request, Authenticator.Type.TOTP)
        return response


class SetUpPasskey(AddWebAuthnView):
    """Adds a passkey or a security key."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the key and note it as shown in this session."""
        response: HttpResponse = super().form_valid(form)
        _note_newest(self.request, Authenticator.Type.WEBAUTHN)
        return response


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send whoever knocks at another entrance to the one that asks for the second factor."""
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponseRedirect(reverse("account_login") + query)


def closed(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer that there is nothing here; raises `Http404`."""
    raise Http404
