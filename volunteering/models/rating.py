"""The rating: what the person who was helped thought of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volunteering.models.shift import Shift


class Rating(models.Model):
    """One rating of one shift, given through a private link."""

    shift = models.ForeignKey(
        Shift, models.CASCADE, related_name="ratings", verbose_name=_("shift")
    )
    token = models.CharField(max_length=43, unique=True, editable=False)
    stars = models.PositiveSmallIntegerField(_("stars, 1 to 5"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("link made at"))
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(
                name="rating_of_one_to_five", condition=Q(stars=None) | Q(stars__range=(1, 5))
            )
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.stars or '–'}"
