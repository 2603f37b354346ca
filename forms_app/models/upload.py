"""A file that somebody sends with a form: inspected, sealed, and theirs alone until it is sent."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms_app.engine import context
from forms_app.engine.inspecting import Unsafe
from forms_app.models.form_version import FormVersion
from forms_app.models.submission import Submission
from people.fields import SealedTextField


def new_uid() -> str:
    """Return an id that nobody can guess."""
    return uuid4().hex


class Upload(models.Model):
    """One file of one filling-in, then of one submission; `path` is where its sealed bytes lie.

    With `page` it was not sent: it is the page that this step of the course filled.

    A refused one has no bytes and says why. What has a `purge_at` goes when that moment comes;
    what belongs to a submission stays as long as its answers.
    """

    class State(models.TextChoices):
        """What is known of its safety."""

        QUARANTINE = "quarantine", pgettext_lazy("file", "Being checked")
        CLEAN = "clean", pgettext_lazy("file", "Checked")
        REFUSED = "refused", pgettext_lazy("file", "Refused")

    uid = models.CharField(_("id of the file"), max_length=32, unique=True, default=new_uid)
    version = models.ForeignKey(
        FormVersion, models.PROTECT, related_name="uploads", verbose_name=_("form")
    )
    ticket = models.CharField(_("key of the filling-in"), max_length=64)
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name=_("submission"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUARANTINE)
    refusal = models.JSONField(_("why it was refused"), default=dict, blank=True)
    name = SealedTextField(_("name of the file"), seal_context="upload.name")
    media_type = models.CharField(_("kind by content"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    sha256 = models.CharField(_("digest of what was sent"), max_length=64)
    path = models.CharField(_("where it is kept"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("received at"))
    scanned_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    page = models.CharField(_("step that filled it"), max_length=80, blank=True)
    purge_at = models.DateTimeField(_("to be deleted at"), null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = _("file sent with a form")
        verbose_name_plural = _("files sent with forms")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "sha256"],
                condition=Q(submission=None),
                name="upload_once_a_filling_in",
            )
        ]

    def __str__(self) -> str:
        return self.uid

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown small."""
        return self.media_type.startswith("image/")

    @property
    def is_clean(self) -> bool:
        """Whether it may be opened."""
        return self.state == self.State.CLEAN

    def told(self) -> context.Upload:
        """Return the file as answers are held against it."""
        refusal = None
        if self.state == self.State.REFUSED:
            refusal = Unsafe(self.refusal["code"], **self.refusal["params"], name=self.name)
        return context.Upload(self.uid, self.name, self.size, self.media_type, refusal)
