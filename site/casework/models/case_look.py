"""The log of looks at whom to call for a case: who, when and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.case import Case


class CaseLook(models.Model):
    """One reveal of name, phone and address, written before they are shown; never changed."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who looked")
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="looks", verbose_name=_("case"))
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("look at a contact")
        verbose_name_plural = _("looks at contacts")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
