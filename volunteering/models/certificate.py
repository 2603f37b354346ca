"""The certificate: verified hours on paper, which anyone can check by its code (Order 67)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.fields import SealedTextField
from volunteering.models.member import Member
from volunteering.models.service_record import ServiceRecord


class Certificate(models.Model):
    """What was certified, word for word; revoked when an hour in it is corrected."""

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="certificates", verbose_name=_("member")
    )
    number = models.CharField(_("number"), max_length=20, unique=True)
    code = models.CharField(_("code to verify it"), max_length=20, unique=True)
    records = models.ManyToManyField(
        ServiceRecord, related_name="certificates", verbose_name=_("service records")
    )
    minutes = models.PositiveIntegerField(_("minutes served"))
    content = SealedTextField(
        _("content as issued"), seal_context="certificate.content", help_text=_("JSON.")
    )
    issued_at = models.DateTimeField(_("issued at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.number
