"""What suits oneself, by the API: for the signed-in member alone."""

from datetime import timedelta

from django.test import Client

from foundation import clock
from tests.factories.sessions import sign_in

ADDRESS = "/api/v1/me/suiting-shifts"


def test_a_member_reads_what_suits_with_reasons(town):
    member = town.member(home_longitude=117.1, home_latitude=36.7)
    shift = town.shift(
        starts_at=clock.now().replace(hour=2, minute=0) + timedelta(days=3),
        longitude=117.1,
        latitude=36.701,
    )
    client = sign_in(member.user, Client(headers={"accept-language": "zh-hans"}))

    answer = client.get(ADDRESS)

    assert answer.status_code == 200
    assert answer.json()["count"] == 1
    (found,) = answer.json()["items"]
    assert found["shift"]["id"] == shift.pk
    assert found["reasons"] == ["就在家附近（250 米内）", "不需要特别技能"]


def test_strangers_and_who_is_no_member_read_nothing(town):
    town.shift(starts_at=clock.now() + timedelta(days=3), longitude=117.1, latitude=36.7)

    assert Client().get(ADDRESS).status_code == 401
    assert sign_in(town.user()).get(ADDRESS).status_code == 404
