"""The notice: what a person was told, kept where they find it again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.fields import SealedTextField


class Notice(models.Model):
    """One delivered message in a person's own box; the key makes a repeat the same notice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("user")
    )
    key = models.CharField(max_length=120, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=60)
    text = SealedTextField(_("text"), seal_context="notice.text")
    link = models.CharField(_("link"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["user", "-at"], name="notice_of_user")]

    def __str__(self) -> str:
        return self.title
