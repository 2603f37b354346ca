"""What an account's owner sees: activation with consent, and the page of their own account."""

from __future__ import annotations

from typing import Any

from allauth.account.views import RequestLoginCodeView
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation import clock
from foundation.errors import NotFound
from people.actions.activate import activate, refuse, withdraw
from people.actions.erase import due_at, hindrance
from people.actions.export import own_data
from people.actions.leave import ask_for_deletion, keep_account
from people.actions.reach import choose_sms_notices
from people.models import Consent, User
from people.notices import MEMBERSHIP
from people.queries import must_agree_again
from people.sign_in.forms import ConsentForm


class ActivateView(RequestLoginCodeView):
    """An invited person types their phone and is sent a code.

    It is sign-in by code under another heading, so a stranger's phone gets the same answer.
    """

    template_name = "people/activate.html"


activate_start = ActivateView.as_view()


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise NotFound("Nobody is signed in")
    return user


@never_cache
@login_required
def consent(request: HttpRequest) -> HttpResponse:
    """Show the notice; on agreement make the account active."""
    user = _user(request)
    again = must_agree_again(user)
    if again and "refuse" in request.POST:
        refuse(user=user, now=clock.now())
        messages.success(request, _("You do not agree, so we leave you alone from now on."))
        return HttpResponseRedirect(reverse("my_account"))
    sent = request.POST if request.method == "POST" else None
    form = ConsentForm(sent, user=user, again=again)
    if request.method == "POST" and form.is_valid():
        activate(user=user, password=form.cleaned_data.get("password", ""), now=clock.now())
        user.refresh_from_db()
        update_session_auth_hash(request, user)
        said = _("Thank you. That is noted.") if again else _("Welcome. Your account is active.")
        messages.success(request, said)
        return HttpResponseRedirect(_way_on(request))
    context = {
        "form": form,
        "notice": MEMBERSHIP,
        "again": again,
        "active": user.activated_at is not None and not again,
        "next": request.POST.get("next", request.GET.get("next", "")),
    }
    return render(request, "people/consent.html", context)


def _way_on(request: HttpRequest) -> str:
    """Return the page of ours that one was on the way to, or one's own."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else "/me/"


@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show how one signs in, where one is signed in, what one agreed to, and the ways out."""
    user = _user(request)
    factors = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    context: dict[str, Any] = {
        "person": user,
        "passkeys": sum(kind == Authenticator.Type.WEBAUTHN for kind in factors),
        "has_app": Authenticator.Type.TOTP in set(factors),
        "wechat": SocialAccount.objects.filter(user=user).exists(),
        "sessions": UserSession.objects.filter(user=user).count(),
        "consents": Consent.objects.filter(user=user).order_by("-given_at"),
        "looks": user.looked_at.order_by("-at")[:10],
        "erased_at": due_at(user),
        "hindrance": hindrance(user, clock.now()) if user.deletion_asked_at else "",
    }
    return render(request, "people/account.html", context)


@never_cache
@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Hand out all that is kept of oneself, as a JSON file."""
    response = JsonResponse(
        own_data(_user(request)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="tongxin-my-data.json"'
    return response


@login_required
@require_POST
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a consent back; a stranger's consent does not exist."""
    try:
        withdraw(user=_user(request), consent_id=pk, now=clock.now())
    except NotFound:
        return render(request, "404.html", status=404)
    messages.success(request, _("Taken back. We leave you alone from now on."))
    return HttpResponseRedirect(reverse("my_account"))


@login_required
@require_POST
def sms_notices(request: HttpRequest) -> HttpResponse:
    """Send urgent notices by SMS as well, or no more."""
    wanted = request.POST.get("sms") == "on"
    choose_sms_notices(user=_user(request), wanted=wanted)
    messages.success(request, _("Noted."))
    return HttpResponseRedirect(reverse("my_account"))


@login_required
@require_POST
def delete_account(request: HttpRequest) -> HttpResponse:
    """Ask for one's account to be deleted, or take the wish back."""
    if request.POST.get("keep"):
        keep_account(user=_user(request))
        messages.success(request, _("Your account stays."))
    else:
        ask_for_deletion(user=_user(request), now=clock.now())
        messages.success(request, _("Noted. You can take it back on this page until then."))
    return HttpResponseRedirect(reverse("my_account"))
