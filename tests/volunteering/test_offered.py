"""What volunteering offers to pages: open shifts in bodies and on community pages."""

from datetime import timedelta

from django.test import RequestFactory

from cms.sections import rendered_sections
from foundation import clock
from volunteering.page_blocks import OpenShiftsBlock


def test_a_community_page_shows_where_a_hand_is_needed(town):
    town.shift(starts_at=clock.now() + timedelta(days=1))
    request = RequestFactory().get("/")

    here, elsewhere, everywhere = (
        "".join(rendered_sections(path, request))
        for path in (town.community.path, town.other_community.path, "")
    )

    assert "陪老人散步" in here
    assert f"?area={town.community.code}" in here
    assert "陪老人散步" not in elsewhere
    assert "陪老人散步" in everywhere


def test_full_shifts_need_no_hand_and_a_weekly_need_stands_once(town):
    need = town.need(title="每周一次")
    for week in range(1, 4):
        town.shift(need=need, starts_at=clock.now() + timedelta(weeks=week))
    town.shift(need=town.need(title="满了"), places=1, taken=1)

    shown = "".join(rendered_sections("", RequestFactory().get("/")))

    assert shown.count("每周一次") == 1
    assert "满了" not in shown


def test_the_block_in_a_body_shows_the_next_shifts(town):
    town.shift(starts_at=clock.now() + timedelta(days=1))
    block = OpenShiftsBlock()

    html = block.render(block.to_python({"heading": "缺人手", "place": None, "limit": 3}))

    assert "缺人手" in html
    assert "陪老人散步" in html
