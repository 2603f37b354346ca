"""How often something was tried within a time: by an address, say; which one is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Try:
    """One try: it may be made `most` times within `span`, counted from the first.

    `digest` is whose, and of what; `name` says it to who asks why not. It weighs as much as several
    where not tries are counted but bytes.
    """

    name: str
    digest: str
    most: int
    span: timedelta
    weight: int = 1


class TryCountManager(models.Manager["TryCount"]):
    """Counts tries; nothing else does."""

    def add(self, tries: Sequence[Try], now: datetime) -> Try | None:
        """Count one more of each in one statement; return one that is beyond its limit, if any.

        Whoever calls rolls back what was beyond, so that waiting is never made longer by asking.
        """
        ordered = sorted(tries, key=lambda found: found.digest)  # so that no two wait in a circle
        if not ordered:
            return None
        table, moment = self.model._meta.db_table, self.model._meta.get_field("ends_at")
        ends = [moment.get_db_prep_value(now + found.span, connection) for found in ordered]
        over = moment.get_db_prep_value(now, connection)
        rows = ", ".join(["(%s, %s, %s)"] * len(ordered))
        values: list[object] = []
        for found, end in zip(ordered, ends, strict=True):
            values += [found.digest, end, found.weight]
        with connection.cursor() as cursor:
            # One statement: Django's own way of writing over a row cannot add to what is there.
            cursor.execute(
                f"INSERT INTO {table} (digest, ends_at, times) VALUES {rows} "  # noqa: S608 (our own names)
                "ON CONFLICT (digest) DO UPDATE SET "
                f"times = CASE WHEN {table}.ends_at <= %s THEN excluded.times "
                f"ELSE {table}.times + excluded.times END, "
                f"ends_at = CASE WHEN {table}.ends_at <= %s THEN excluded.ends_at "
                f"ELSE {table}.ends_at END RETURNING digest, times",
                [*values, over, over],
            )
            times: dict[str, int] = dict(cursor.fetchall())
        return next((found for found in ordered if times[found.digest] > found.most), None)


class TryCount(models.Model):
    """So many tries until a moment, after which counting begins anew; who tried is a digest."""

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    times = models.PositiveIntegerField(_("how many"))
    ends_at = models.DateTimeField(_("counted until"), db_index=True)

    objects = TryCountManager()

    class Meta:
        verbose_name = _("count of tries")
        verbose_name_plural = _("counts of tries")

    def __str__(self) -> str:
        return f"{self.times} {self.ends_at:%Y-%m-%d %H:%M}"
