"""Whom no roster invites again: keyed digests of those who were erased at their own wish."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvitationStop(models.Model):
    """A phone or ID number that is not invited, as a keyed digest that serves nothing else.

    The row names nobody and leads to no account; it goes by itself when its time is over.
    """

    digest = models.CharField(_("fingerprint of a number"), max_length=64, unique=True)
    until = models.DateField(_("not invited until"))

    class Meta:
        verbose_name = _("person who is not invited again")
        verbose_name_plural = _("people who are not invited again")

    def __str__(self) -> str:
        return self.digest[:8]
