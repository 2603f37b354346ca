"""A forgotten password: sign in by a code on the phone or by mail, then choose a new one."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import SetPasswordForm
from allauth.account.views import RequestLoginCodeView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

CODE_COUNTS_SECONDS = 15 * 60
"""How long a code that was typed stands in for the password that is forgotten."""


class ForgottenPasswordView(RequestLoginCodeView):
    """Sign-in by code under another heading; a stranger's phone gets the same answer.

    Allauth's own reset knows e-mail alone, and most people here have only a phone.
    """

    template_name = "people/forgotten.html"

    def get_success_url(self) -> str | None:
        """Go on to the code, and from there to the new password."""
        if self.request.user.is_authenticated:
            return None
        code = reverse("account_confirm_login_code")
        return f"{code}?{urlencode({'next': reverse('new_password')})}"


def typed_a_code(request: HttpRequest) -> bool:
    """Say whether this session was opened by a code within the last minutes."""
    since = time.time() - CODE_COUNTS_SECONDS
    return any(
        record.get("method") == "code" and record.get("at", 0) >= since
        for record in get_authentication_records(request, request.user)
    )


@sensitive_post_parameters()
@never_cache
@login_required
def new_password(request: HttpRequest) -> HttpResponse:
    """Let who has just shown the phone or mailbox choose a password without the old one.

    Every other device is signed out by it. Staff come here past their second factor only, like
    everywhere.
    """
    if not typed_a_code(request):
        return HttpResponseRedirect(reverse("account_change_password"))
    form = SetPasswordForm(request.user, request.POST or None)
    _name_fields(form)
    if request.method == "POST" and form.is_valid():
        get_adapter().set_password(request.user, form.cleaned_data["password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your new password holds. Other devices are signed out."))
        return HttpResponseRedirect(reverse("my_account"))
    return render(request, "people/new_password.html", {"form": form})


def _name_fields(form: Any) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password2"].label = _("New password once more")
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
