"""The skill: something a member can do and a need can ask for."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Skill(models.Model):
    """One entry of the skill list; `bit` is its place in the matching engine's masks (0–62)."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    category = models.CharField(_("category"), max_length=40, blank=True)
    bit = models.PositiveSmallIntegerField(_("bit"), unique=True)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        constraints = [
            models.CheckConstraint(name="skill_bit_in_mask", condition=models.Q(bit__lte=62))
        ]

    def __str__(self) -> str:
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name
