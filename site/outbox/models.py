"""Messages that must leave, and the addresses of other systems that want to be told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One thing to deliver at least once; the receiver knows a repeat by `key`."""

    class State(models.TextChoices):
        """Where a message stands."""

        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    topic = models.CharField(_("topic"), max_length=40)
    sealed = models.TextField(_("sealed content"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    available_at = models.DateTimeField(_("not before"))
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    created_at = models.DateTimeField(_("written at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["available_at"],
                name="outbox_waiting",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Webhook(models.Model):
    """The address of another system, and the events that it wants to be told of."""

    url = models.URLField(_("web address called"), max_length=300)
    events = models.JSONField(_("events to be told"), default=list)
    sealed_secret = models.TextField(_("sealed secret"))
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(_("registered at"))

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.url
