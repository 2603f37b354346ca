"""The forms of sign-in: one field for phone or e-mail, and the consent of an invited person."""

from __future__ import annotations

from typing import Any

from allauth.account.fields import SetPasswordField
from allauth.account.forms import (
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    VerifyPhoneForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from people.sign_in.fields import MobileField, normal_login


class SignInForm(LoginForm):
    """Phone or e-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Mobile number or e-mail"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username webauthn"}),
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("Stay signed in on this device")
        self.order_fields(["login", "password", "remember"])

    def clean_login(self) -> str:
        """Return the phone as E.164 or the e-mail in lower case: one account, one rate limit."""
        return normal_login(self.cleaned_data["login"])


class CodeForm(RequestLoginCodeForm):
    """Where the code goes: one field for a phone or an e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False
        for name in ("phone", "email"):
            self.fields[name].widget = forms.HiddenInput()
        self.fields["to"] = forms.CharField(
            label=_("Mobile number"),
            help_text=_("No phone on file with us? An e-mail address will do, too."),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "text"}),
        )
        # `to` is cleaned first and tells the other two what they hold.
        self.order_fields(["to", "phone", "email"])

    def clean_to(self) -> str:
        """Read a phone, or else an e-mail address; raises `ValidationError` when it is neither."""
        text: str = self.cleaned_data["to"]
        found = {"phone": "", "email": ""}
        if "@" in text:
            found["email"] = forms.EmailField().clean(text)
        else:
            found["phone"] = MobileField().clean(text)
        # Allauth reads its two fields from here; what a client put into them itself is dropped.
        self.data = self.data.copy()
        for name, value in found.items():
            self.data[name] = value
        return text


class _OneTimeCode(forms.Form):
    """The field of six digits: a phone offers the code from the message, and shows its digits."""

    code_label: Any = ""
    code_keys = "numeric"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = self.code_label
        self.fields["code"].widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": self.code_keys}
        )


class TextedCodeForm(_OneTimeCode, ConfirmLoginCodeForm):
    """The code that was sent to sign in with."""

    code_label = _("Six digits from the message")


class PhoneCodeForm(_OneTimeCode, VerifyPhoneForm):
    """The code that was sent to a phone to prove it."""

    code_label = _("Six digits from the message")


class FactorForm(_OneTimeCode, AuthenticateForm):
    """The second factor at sign-in; a recovery code has letters."""

    code_label = _("Six digits from the app")
    code_keys = "text"


class FactorAgainForm(_OneTimeCode, ReauthenticateForm):
    """The second factor, shown again."""

    code_label = _("Six digits from the app")
    code_keys = "text"


class FirstFactorForm(_OneTimeCode, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    code_label = _("Six digits from the app")


class PasskeyForm(AddWebAuthnForm):
    """A new passkey, by which one signs in without anything else unless one says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for this key")
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = _("It asks for your fingerprint, face or PIN.")
        self.fields["passwordless"].initial = True


class OptionalPasswordField(SetPasswordField):
    """A new password, or none: an empty one is not held against the rules for passwords."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value)) if value else ""


class ConsentForm(forms.Form):
    """An invited person agrees to the notice and may set a password."""

    agreed = forms.BooleanField(
        label=_("I have read the notice and agree"),
        error_messages={"required": _("Please tick the box if you agree. Without it we keep off.")},
    )
    password = OptionalPasswordField(
        label=_("Password"),
        required=False,
        help_text=_("Not needed: you can always sign in with a code by SMS."),
    )

    def __init__(self, *args: Any, user: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if again:
            del self.fields["password"]
            return
        self.fields["password"].user = user
        self.fields["password"].widget.attrs.pop("placeholder", None)
