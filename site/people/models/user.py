"""The user: one person with an account, whatever posts they hold."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation import identifiers, text
from people.fields import SealedTextField, digest_of


def new_account() -> str:
    """Return a fresh account name that says nothing about the person."""
    return f"u{secrets.token_hex(6)}"


class UserQuerySet(models.QuerySet["User"]):
    """Questions that one asks of users."""

    def with_phone(self, phone: str) -> Self:
        """Keep the user with this phone (E.164), found by its digest."""
        return self.filter(phone_digest=digest_of("phone", phone))

    def matching(self, words: str) -> Self:
        """Keep the users whose name, pinyin, initials or whole phone number is `words`."""
        squeezed = text.cleaned_name(words)
        found = models.Q(name__icontains=squeezed)
        if squeezed.isascii() and squeezed:
            letters = squeezed.lower().replace(" ", "")
            found |= models.Q(pinyin__startswith=letters) | models.Q(initials__startswith=letters)
        try:
            phone = identifiers.parse_mobile(words)
        except identifiers.Malformed:
            return self.filter(found)
        return self.filter(found | models.Q(phone_digest=digest_of("phone", phone)))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates users; accounts are named by us unless a name is given."""

    def create_user(self, username: str = "", password: str | None = None, **fields: Any) -> User:
        """Create and return a user; raises `IntegrityError` when phone or account is taken."""
        email = fields.pop("email", None)
        user = self.model(
            username=username or new_account(),
            email=self.normalize_email(email) or None,
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Create the operator of the installation, who is bound by no post."""
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they may do follows from their posts, never from groups."""

    username = models.CharField(_("account"), max_length=40, unique=True, default=new_account)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, db_index=True)
    initials = models.CharField(_("initials"), max_length=40, blank=True, db_index=True)
    phone = SealedTextField(_("phone"), blank=True, default="", seal_context="user.phone")
    phone_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    phone_verified = models.BooleanField(_("phone verified"), default=False)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    activated_at = models.DateTimeField(_("activated at"), null=True, blank=True)
    deletion_asked_at = models.DateTimeField(_("asked to be deleted at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    sms_notices = models.BooleanField(_("urgent notices by SMS"), default=True)
    date_joined = models.DateTimeField(_("joined at"), auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    def index_names(self) -> None:
        """Set what search looks at from the name and the phone; `save` does it by itself."""
        self.email = (self.email or "").strip().lower() or None
        self.pinyin, self.initials = text.name_pinyin(self.name), text.name_initials(self.name)
        self.phone_digest = digest_of("phone", self.phone) if self.phone else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.index_names()
        super().save(*args, **kwargs)

    @property
    def is_staff(self) -> bool:
        """Whether Django's own admin lets this person in: the operator alone."""
        return self.is_superuser

    @property
    def masked_phone(self) -> str:
        """The phone as lists show it."""
        return identifiers.masked_mobile(self.phone) if self.phone else ""

    @property
    def masked_name(self) -> str:
        """The name as lists show it; what stands for somebody erased hides nobody."""
        if self.erased_at is not None:
            return self.name
        return identifiers.masked_name(self.name)

    @property
    def first_name(self) -> str:
        """The name; the office's menu asks for it under this name, or shows the account's."""
        return self.name

    def get_full_name(self) -> str:
        """Return the name; Django and Wagtail ask for it under this name."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name; Django asks for it under this name."""
        return self.name
