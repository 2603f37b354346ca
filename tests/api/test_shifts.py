"""The shift API: what is open, and nothing about anybody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation import clock
from territory.actions import import_areas
from territory.models import Area
from territory.register import Division
from volunteering.models import Need, NeedSkill, Shift, Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    """Return a community below a street."""
    import_areas(
        rows=[
            Division("1", "city", "甲市", ""),
            Division("11", "district", "乙区", "1"),
            Division("111", "street", "丙街道", "11"),
            Division("1111", "community", "丁社区居民委员会", "111"),
        ]
    )
    return Area.objects.get(code="1111")


def make_shift(
    community, *, days: int = 3, places: int = 4, taken: int = 0, **need_fields
) -> Shift:
    need = Need.objects.create(
        area=community,
        title="陪老人看牙",
        what="陪同往返",
        state=need_fields.pop("state", Need.State.OPEN),
        contact_name="林样例",
        contact_phone="+8613800138000",
        created_at=clock.now(),
        **need_fields,
    )
    start = clock.now().replace(microsecond=0) + timedelta(days=days)
    return Shift.objects.create(
        need=need,
        area=community,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        place="社区门口",
        places=places,
        taken=taken,
    )


def test_an_open_shift_is_told_without_any_persons_data(client, community):
    shift = make_shift(community, taken=1)
    skill = Skill.objects.create(key="first-aid", name="急救", bit=1)
    NeedSkill.objects.create(need=shift.need, skill=skill, required=True)

    answer = client.get(f"/api/v1/shifts/{shift.pk}")

    found = answer.json()
    assert (found["area_name"], found["minutes"], found["free_places"]) == ("丁社区", 120, 3)
    assert found["skills"] == [{"key": "first-aid", "name": "急救", "required": True}]
    assert "林样例" not in answer.content.decode()
    assert "13800138000" not in answer.content.decode()


def test_only_open_shifts_of_open_needs_in_the_future_are_listed(client, community):
    wanted = make_shift(community)
    make_shift(community, days=-1)
    make_shift(community, state=Need.State.DRAFT)
    cancelled = make_shift(community)
    Shift.objects.filter(pk=cancelled.pk).update(state=Shift.State.CANCELLED)

    found = client.get("/api/v1/shifts").json()

    assert [item["id"] for item in found["items"]] == [wanted.pk]
    assert client.get(f"/api/v1/shifts/{cancelled.pk}").status_code == 404


def test_shifts_are_filtered_by_area_day_skill_and_free_places(client, community):
    near, later = make_shift(community), make_shift(community, days=9, places=1, taken=1)
    day = timezone.localdate(later.starts_at, clock.CITY_TIME).isoformat()

    def ids(**query) -> list[int]:
        return [item["id"] for item in client.get("/api/v1/shifts", query).json()["items"]]

    assert ids(area="11") == [near.pk, later.pk]
    assert ids(area="999") == []
    assert ids(starts_from=day) == [later.pk]
    assert ids(starts_from=day, starts_until=day) == [later.pk]
    assert ids(free="true") == [near.pk]
    assert ids(skill="first-aid") == []


def test_the_number_of_queries_does_not_grow_with_the_shifts(
    client, community, django_assert_num_queries
):
    make_shift(community)
    with django_assert_num_queries(3):
        client.get("/api/v1/shifts")
    for number in range(12):
        make_shift(community, days=number + 1)

    with django_assert_num_queries(3):
        client.get("/api/v1/shifts")
