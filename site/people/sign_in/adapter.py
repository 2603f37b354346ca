"""What allauth asks of us: where phones are kept, how codes leave, where one goes after sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from people.models import User
from people.sign_in.fields import MobileField, normal_login
from people.sms.texting import put_sms


class AccountAdapter(DefaultAccountAdapter):
    """Phones live on the user, sealed and found by digest; accounts come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: people are invited by their unit or community, nobody signs up."""
        return False

    def phone_form_field(self, **kwargs: Any) -> MobileField:
        """Return the field in which a mainland mobile number is typed any usual way."""
        return MobileField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Return the user whose phone this is, or None."""
        return User.objects.with_phone(normal_login(phone)).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:  # type: ignore[override]
        """Return the phone and whether it is verified, or None when there is none."""
        return (user.phone, user.phone_verified) if user.phone else None

    @transaction.atomic
    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # type: ignore[override]  # noqa: FBT001 (allauth's signature)
        """Keep `phone` on `user`."""
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_digest", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:  # type: ignore[override]
        """Note that `user` has shown to hold `phone`."""
        self.set_phone(user, phone, True)

    def send_verification_code_sms(  # type: ignore[override]
        self, user: User, phone: str, code: str, **kwargs: Any
    ) -> None:
        """Put the code into the outbox."""
        put_sms(phone=phone, kind="code", params={"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Write a message that never leaves.

        The same work is done as for a known phone, so that the time of the answer tells nothing;
        texting strangers would cost money and annoy them.
        """
        put_sms(phone=phone, kind="nobody", params={})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return the key of the limit on wrong passwords: one per account, whatever the host.

        Allauth's own key leaves the phone out: all phones would share one limit, and five wrong
        passwords on one of them would lock out everybody.
        """
        for name in ("phone", "email", "username"):
            if value := credentials.get(name):
                return normal_login(str(value))
        return ""

    def post_login(
        self,
        request: HttpRequest,
        user: User,
        **kwargs: Any,  # type: ignore[override]
    ) -> HttpResponse:
        """Go on to where one wanted to; who was invited and has not agreed yet is asked first."""
        response = super().post_login(request, user, **kwargs)
        if user.activated_at is None:
            return HttpResponseRedirect(reverse("activate_consent"))
        return response
