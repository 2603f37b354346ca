"""Columns read without objects hold what the rows hold, on every database."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection

from tests.volunteering.matching.neighbourhood import neighbourhood
from volunteering.models import FreeException, Member
from volunteering.queries.columns import read_columns, unmapped

pytestmark = pytest.mark.django_db


def test_a_query_without_rows_is_an_empty_table():
    none = read_columns(Member.objects.filter(pk=-1).values_list("pk", "pk"), ("number",) * 2)

    assert none.shape == (2, 0)


def test_numbers_truth_moments_and_dates_arrive_as_numbers_and_nothing_as_nan():
    place = neighbourhood()
    here, away = place.add_members(2)
    Member.objects.filter(pk=away.pk).update(paused_from=date(1970, 1, 11))
    day = date(2026, 12, 5)
    FreeException.objects.create(member=away, starts_on=day, ends_on=day, free=True)
    shift = place.add_shift()

    members = read_columns(
        Member.objects.order_by().values_list("pk", "paused_from"), ("number", "date")
    )
    exception = read_columns(FreeException.objects.values_list("free"), ("truth",))
    begun = read_columns(type(shift).objects.values_list("starts_at"), ("moment",))

    members = members[:, np.argsort(members[0])]
    np.testing.assert_array_equal(members, [[here.pk, away.pk], [np.nan, 10]])
    assert exception.tolist() == [[1]]
    since = shift.starts_at - datetime(1970, 1, 1, tzinfo=UTC)
    assert begun.tolist() == [[since / timedelta(seconds=1)]]


def test_a_real_keeps_every_digit_and_may_be_missing():
    place = neighbourhood()
    here, nowhere = place.add_members(2)
    exact = 117.0 + 1 / 3
    Member.objects.filter(pk=here.pk).update(home_longitude=exact)
    Member.objects.filter(pk=nowhere.pk).update(home_longitude=None, home_latitude=None)

    rows = Member.objects.order_by().values_list("pk", "home_longitude", "paused_from")
    table = read_columns(rows, ("number", "real", "date"))

    table = table[:, np.argsort(table[0])]
    np.testing.assert_array_equal(table[1:], [[exact, np.nan], [np.nan, np.nan]])


def test_the_file_is_mapped_again_once_all_of_it_was_read():
    before = _mapped()

    with unmapped():
        within = _mapped()
    with pytest.raises(KeyError), unmapped():
        raise KeyError

    assert within in ([], [(0,)])
    assert _mapped() == before


def _mapped():
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            return []
        cursor.execute("PRAGMA mmap_size")
        return cursor.fetchall()
