"""How many places a form has, in all and for each option, and who has claimed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms_app.engine.definition import Definition
from forms_app.models.submission import Submission

if TYPE_CHECKING:
    from datetime import datetime

    from forms_app.models.form import Form


LISTS = ("choices", "slots")
"""Where a question's options are; those with `places` are counted."""


def _free(amount: int) -> Q:
    return Q(places__gte=F("taken") + F("held") + amount)


def _options(definition: Definition) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for field in definition.fields:
        for name in LISTS:
            for entry in field.options.get(name, ()):
                yield field.key, entry


def limited_options(definition: Definition) -> dict[tuple[str, str], int]:
    """Return key of a question and id of an option → its places, for all that have a limit."""
    return {
        (key, entry["id"]): int(entry["places"])
        for key, entry in _options(definition)
        if entry.get("places")
    }


def words_of_options(definition: Definition) -> dict[tuple[str, str], str]:
    """Return key of a question and id of an option → what the option says."""
    return {
        (key, entry["id"]): entry.get("text") or f"{entry['day']} {entry['start']}–{entry['end']}"
        for key, entry in _options(definition)
    }


class PlaceCountQuerySet(models.QuerySet["PlaceCount"]):
    """Questions that one asks of counts."""

    def follow(self, form: Form, definition: Definition) -> None:
        """Bring the counts of `form` in step with what was published; what is taken stays."""
        wanted = limited_options(definition)
        if form.places:
            wanted["", ""] = form.places
        for (field, choice), places in wanted.items():
            self.update_or_create(
                form=form, field=field, choice=choice, defaults={"places": places}
            )
        for count in self.filter(form=form):
            if (count.field, count.choice) not in wanted:
                count.delete()

    def locked(self) -> Self:
        """Lock the rows in the one order that never waits in a circle."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class PlaceCount(models.Model):
    """The places of a form (`field` empty), or of one option of one of its questions.

    `taken` counts what submissions have, `held` what is kept for people who are checking their
    answers. An editor may lower `places` below them: then nobody comes in until enough have left.
    """

    form = models.ForeignKey(
        "forms_app.Form", models.CASCADE, related_name="counts", verbose_name=_("form")
    )
    field = models.CharField(_("question"), max_length=40, blank=True)
    choice = models.CharField(_("option"), max_length=40, blank=True)
    places = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("taken"), default=0)
    held = models.PositiveIntegerField(_("held"), default=0)

    objects = PlaceCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of places")
        verbose_name_plural = _("counts of places")
        constraints = [
            models.UniqueConstraint(
                fields=["form", "field", "choice"], name="place_count_once_an_option"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.choice} {self.taken}/{self.places}".strip()

    @property
    def free(self) -> int:
        """How many places are left."""
        return max(0, self.places - self.taken - self.held)

    def take(self, amount: int) -> bool:
        """Count `amount` more as taken if so many are free; say whether they were."""
        return self._changed(_free(amount), taken=amount)

    def hold(self, amount: int) -> bool:
        """Count `amount` more as held if so many are free; say whether they were."""
        return self._changed(_free(amount), held=amount)

    def give_back(self, *, taken: int = 0, held: int = 0) -> None:
        """Count less as taken or held."""
        self._changed(Q(), taken=-taken, held=-held)

    def _changed(self, condition: Q, *, taken: int = 0, held: int = 0) -> bool:
        found = PlaceCount.objects.filter(condition, pk=self.pk)
        changed = bool(found.update(taken=F("taken") + taken, held=F("held") + held))
        if changed:
            # Whoever changes a count has locked it: what is known here goes along.
            self.taken, self.held = self.taken + taken, self.held + held
        return changed


class PlaceClaim(models.Model):
    """So many places of one count for one filling-in: held, taken, or waited for."""

    class State(models.TextChoices):
        """What the claim amounts to."""

        HELD = "held", _("Held")
        TAKEN = "taken", _("Taken")
        WAITING = "waiting", pgettext_lazy("for a place", "Waiting")

    count = models.ForeignKey(
        PlaceCount, models.CASCADE, related_name="claims", verbose_name=_("count")
    )
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("submission"),
    )
    key = models.CharField(_("key of the filling-in"), max_length=64)
    amount = models.PositiveIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim to places")
        verbose_name_plural = _("claims to places")
        constraints = [
            models.UniqueConstraint(fields=["count", "key"], name="place_claim_once"),
            models.CheckConstraint(
                name="place_claim_of_somebody",
                condition=Q(state="held", submission=None, held_until__isnull=False)
                | Q(state__in=["taken", "waiting"], submission__isnull=False, held_until=None),
            ),
        ]
        indexes = [models.Index(fields=["state", "held_until"], name="place_claim_by_end")]

    def __str__(self) -> str:
        return f"{self.amount} {self.state}"

    def has_run_out(self, now: datetime) -> bool:
        """Whether the hold is over."""
        return self.held_until is not None and self.held_until <= now
