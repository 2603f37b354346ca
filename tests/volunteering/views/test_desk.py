"""The worker's desk: what each role sees and does; what lies elsewhere does not exist."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from people.models import AccessLogEntry, Post
from tests.factories.sessions import sign_in
from volunteering.actions.check_in import check_in, check_out, code_of
from volunteering.actions.close_shift import close_shift
from volunteering.actions.dispute_hours import dispute_hours
from volunteering.actions.sign_up import sign_up
from volunteering.models import BlockedPair, Need, Participation, ServiceRecord, Shift

State = Participation.State


@pytest.fixture
def soon(town):
    return town.shift(starts_at=clock.now() + timedelta(minutes=20))


@pytest.fixture
def joined(town, soon):
    return sign_up(by=town.member().user, shift_id=soon.pk, now=clock.now())


@pytest.fixture
def worker(town):
    return sign_in(town.staff())


@pytest.fixture
def stranger(town):
    return sign_in(town.staff(area=town.other_community))


@pytest.fixture
def record(town):
    """Return an hour served yesterday that waits to be verified."""
    begin = clock.now() - timedelta(days=1)
    shift = town.shift(starts_at=begin)
    member = town.member()
    sign_up(by=member.user, shift_id=shift.pk, now=begin - timedelta(days=1))
    for action, at in ((check_in, shift.starts_at), (check_out, shift.ends_at)):
        action(by=member.user, shift_id=shift.pk, code=code_of(shift, at), now=at)
    close_shift(by=town.staff(), shift_id=shift.pk, now=shift.ends_at)
    return ServiceRecord.objects.get()


LISTS = ("shift_desk:index", "need_desk:index", "hours_desk:index", "block_desk:index")


@pytest.mark.parametrize("name", [*LISTS, "need_desk:add"])
def test_a_worker_opens_every_desk(worker, town, name):
    assert worker.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Post.Role.ORGANISER, LISTS),
        (Post.Role.STREET_OFFICER, LISTS),
        (Post.Role.COMMUNITY_WORKER, LISTS),
        (Post.Role.COMMUNITY_EDITOR, ()),
        (Post.Role.GRID_WORKER, LISTS[:2]),
    ],
)
def test_each_role_has_its_desks_and_no_others(town, role, allowed):
    client = sign_in(town.staff(role))

    opened = tuple(name for name in LISTS if client.get(reverse(name)).status_code == 200)

    assert opened == allowed


def test_a_member_has_no_desk(client, town):
    client.force_login(town.member().user)

    assert [client.get(reverse(name)).status_code for name in LISTS] == [302] * len(LISTS)


def test_today_comes_first(worker, soon, record, town):
    town.shift(need=town.need(title="缺人的"), starts_at=clock.now() + timedelta(days=2))

    page = worker.get(reverse("wagtailadmin_home")).text

    assert "缺人的" in page
    assert reverse("hours_desk:show", args=[record.pk]) in page
    assert reverse("shift_desk:show", args=[soon.pk]) in page


@pytest.mark.parametrize(
    "name",
    ["show", "code", "edit", "cancel", "message"],
)
def test_a_shift_elsewhere_does_not_exist(worker, stranger, soon, name):
    address = reverse(f"shift_desk:{name}", args=[soon.pk])

    assert worker.get(address).status_code == 200
    assert stranger.get(address).status_code == 404


def test_who_comes_is_masked_until_a_reason_is_given(worker, joined, soon):
    person = joined.member.user
    page = worker.get(reverse("shift_desk:show", args=[soon.pk])).text
    assert person.masked_name in page
    assert person.name not in page
    assert person.phone.removeprefix("+86") not in page
    address = reverse("shift_desk:reveal", args=[joined.pk])

    assert person.name not in worker.get(address).text
    assert not AccessLogEntry.objects.exists()
    revealed = worker.post(address, {"reason": "临时改地点"})

    assert person.name in revealed.text
    assert "no-store" in revealed["Cache-Control"]
    assert AccessLogEntry.objects.get().reason == "临时改地点"


def test_strangers_reveal_and_check_in_nobody(stranger, joined):
    for name, arguments in (("reveal", [joined.pk]), ("act", [joined.pk, "check-in"])):
        address = reverse(f"shift_desk:{name}", args=arguments)
        assert stranger.post(address, {"reason": "x"}).status_code == 404

    joined.refresh_from_db()
    assert joined.state == State.CONFIRMED
    assert not AccessLogEntry.objects.exists()


def test_a_grid_worker_sees_the_shift_but_not_who_comes(town, joined, soon):
    client = sign_in(town.staff(Post.Role.GRID_WORKER))

    page = client.get(reverse("shift_desk:show", args=[soon.pk])).text

    assert joined.member.user.masked_phone not in page
    assert client.get(reverse("shift_desk:code", args=[soon.pk])).status_code == 302


def test_somebody_without_a_phone_is_checked_in_by_hand(worker, joined):
    worker.post(reverse("shift_desk:act", args=[joined.pk, "check-in"]))

    joined.refresh_from_db()
    assert joined.state == State.CHECKED_IN
    assert joined.check_events.get().method == "desk"


def test_the_code_at_the_door_leads_to_the_check_in_page(worker, soon):
    page = worker.get(reverse("shift_desk:code", args=[soon.pk]))

    assert "data-refresh-url" in page.text
    assert '<meta http-equiv="refresh"' in page.text
    assert "<svg" in page.text
    assert "no-cache" in page["Cache-Control"]


def test_a_need_is_posted_with_weekly_shifts(worker, town):
    day = clock.today() + timedelta(days=3)

    worker.post(
        reverse("need_desk:add"),
        {
            "area": town.community.pk,
            "title": "教老人用手机",
            "what": "一对一",
            "shift-day": day.isoformat(),
            "shift-starts": "09:00",
            "shift-ends": "11:00",
            "shift-place": "活动室",
            "shift-places": "4",
            "shift-weeks": "3",
        },
    )

    need = Need.objects.get()
    assert (need.state, need.area) == (Need.State.OPEN, town.community)
    days = [
        shift.starts_at.astimezone(clock.CITY_TIME).date()
        for shift in need.shifts.order_by("starts_at")
    ]
    assert days == [day + timedelta(weeks=week) for week in range(3)]


def test_a_need_with_a_wrong_shift_is_not_posted_and_keeps_what_was_typed(worker, town):
    page = worker.post(
        reverse("need_desk:add"),
        {
            "area": town.community.pk,
            "title": "教老人用手机",
            "what": "一对一",
            "shift-day": "2020-01-01",
            "shift-starts": "09:00",
            "shift-ends": "11:00",
            "shift-place": "活动室",
            "shift-places": "4",
            "shift-weeks": "1",
        },
    )

    assert page.status_code == 200
    assert "教老人用手机" in page.text
    assert not Need.objects.exists()


def test_a_need_is_not_posted_for_another_community(worker, town):
    worker.post(
        reverse("need_desk:add"),
        {"area": town.other_community.pk, "title": "x", "what": "y"},
    )

    assert not Need.objects.exists()


def test_a_need_is_changed_closed_and_opened(worker, stranger, town):
    need = town.need()
    address = reverse("need_desk:edit", args=[need.pk])
    closing = reverse("need_desk:state", args=[need.pk, "close"])
    assert stranger.get(address).status_code == 404
    assert stranger.post(closing).status_code == 404

    worker.post(address, {"title": "新的名称", "what": "新的内容"})
    worker.post(closing)

    need.refresh_from_db()
    assert (need.title, need.state) == ("新的名称", Need.State.CLOSED)


def test_an_open_need_without_a_shift_to_come_says_that_nobody_sees_it(worker, town):
    need = town.need()
    address = reverse("need_desk:edit", args=[need.pk])
    chinese = {"accept-language": "zh-hans"}
    alone = worker.get(address, headers=chinese).content.decode()
    town.shift(need=need, starts_at=clock.now() + timedelta(days=2))

    served = worker.get(address, headers=chinese).content.decode()
    wrong = worker.post(reverse("need_desk:add_shifts", args=[need.pk]), {}, headers=chinese)

    assert "党员还看不到" in alone
    assert "党员还看不到" not in served
    assert "党员还看不到" not in wrong.content.decode()


def test_a_shift_is_changed_cancelled_and_written_to(worker, town, joined):
    shift = town.shift(starts_at=clock.now() + timedelta(days=2))
    begin = shift.starts_at.astimezone(clock.CITY_TIME)
    worker.post(
        reverse("shift_desk:edit", args=[shift.pk]),
        {
            "day": begin.date().isoformat(),
            "starts": "08:00",
            "ends": "09:30",
            "place": "东门",
            "places": "7",
        },
    )
    shift.refresh_from_db()
    assert (shift.place, shift.places, shift.minutes) == ("东门", 7, 90)
    worker.post(reverse("shift_desk:message", args=[joined.shift_id]), {"text": "请带水"})
    assert joined.shift.messages.get().text == "请带水"

    worker.post(reverse("shift_desk:cancel", args=[shift.pk]), {"reason": "下雨"})

    shift.refresh_from_db()
    assert shift.state == Shift.State.CANCELLED


def test_hours_are_verified_many_at_once(worker, record):
    worker.post(reverse("hours_desk:verify"), {"record": [record.pk]})

    record.refresh_from_db()
    assert record.state == ServiceRecord.State.VERIFIED


def test_nobody_verifies_their_own_hours_at_the_desk(town, record):
    own = town.staff()
    ServiceRecord.objects.filter(pk=record.pk).update(person=own)
    client = sign_in(own)

    page = client.get(reverse("hours_desk:index")).text
    assert f'name="record" value="{record.pk}"' not in page
    client.post(reverse("hours_desk:verify"), {"record": [record.pk]})

    record.refresh_from_db()
    assert record.state == ServiceRecord.State.SUBMITTED


def test_hours_elsewhere_do_not_exist(stranger, record):
    assert stranger.get(reverse("hours_desk:show", args=[record.pk])).status_code == 404
    answer = stranger.post(reverse("hours_desk:verify"), {"record": [record.pk]})

    assert answer.status_code == 404
    record.refresh_from_db()
    assert record.state == ServiceRecord.State.SUBMITTED


@pytest.mark.parametrize(("minutes", "version"), [(120, 1), (90, 2)])
def test_an_objection_is_answered(worker, record, minutes, version):
    dispute_hours(by=record.person, record_id=record.pk, claim="不对", now=clock.now())

    worker.post(
        reverse("hours_desk:show", args=[record.pk]), {"minutes": minutes, "answer": "已核对"}
    )

    current = ServiceRecord.objects.get(superseded=False)
    assert (current.version, current.minutes, current.state) == (version, minutes, "verified")


@pytest.mark.parametrize("name", ["wagtailadmin_home", *LISTS])
def test_questions_do_not_grow_with_the_rows(worker, town, name):
    def fill(times):
        for number in range(times):
            begin = clock.now() + timedelta(hours=1 + number)
            shift = town.shift(
                need=town.need(title=f"活动{number}", by_approval=bool(number % 2)),
                starts_at=begin,
            )
            participation = sign_up(by=town.member().user, shift_id=shift.pk, now=clock.now())
            ServiceRecord.objects.create(
                member=participation.member,
                person=participation.member.user,
                participation=participation,
                area=town.community,
                activity="活动",
                content="",
                place="",
                starts_at=begin,
                minutes=30,
                due_on=clock.today(),
                created_at=clock.now(),
            )

    def questions():
        with CaptureQueriesContext(connection) as captured:
            assert worker.get(reverse(name)).status_code == 200
        return len(captured)

    fill(3)
    questions()
    few = questions()
    fill(8)

    assert questions() <= few


def test_questions_about_one_shift_do_not_grow_with_who_comes(worker, town):
    shift = town.shift(starts_at=clock.now() + timedelta(hours=5), places=20)
    address = reverse("shift_desk:show", args=[shift.pk])

    def questions():
        with CaptureQueriesContext(connection) as captured:
            assert worker.get(address).status_code == 200
        return len(captured)

    for _ in range(2):
        sign_up(by=town.member().user, shift_id=shift.pk, now=clock.now())
    questions()
    few = questions()
    for _ in range(9):
        sign_up(by=town.member().user, shift_id=shift.pk, now=clock.now())

    assert questions() <= few


def test_a_worker_places_a_member_no_more_and_a_colleague_lifts_it(town, worker, stranger, joined):
    page = reverse("shift_desk:block", args=[joined.pk])
    assert stranger.post(page, {"reason": "不合适"}).status_code == 404
    assert worker.post(page, {"reason": ""}).status_code == 200
    assert not BlockedPair.objects.exists()

    worker.post(page, {"reason": "和一户人家起过争执"})

    (block,) = BlockedPair.objects.all()
    show = reverse("block_desk:show", args=[block.pk])
    assert stranger.get(show).status_code == 404
    assert stranger.get(reverse("block_desk:reason", args=[block.pk])).status_code == 404
    for address in (show, reverse("block_desk:index")):
        shown = worker.get(address).text
        assert joined.member.user.masked_name in shown
        assert joined.member.user.name not in shown
        assert "争执" not in shown
    reason = reverse("block_desk:reason", args=[block.pk])
    assert "争执" not in worker.get(reason).text
    assert "争执" in worker.post(reason, {"reason": "答复异议"}).text
    assert AccessLogEntry.objects.filter(fields="blocked pair").count() == 1
    worker.post(show, {"answer": "已说清", "lift": "1"})
    block.refresh_from_db()
    assert block.lifted_at is not None
    assert "已解除" in worker.get(reverse("block_desk:index") + "?which=all").text


def test_the_list_of_blocks_asks_as_many_questions_for_many_as_for_few(town, worker):
    def add(count):
        for _ in range(count):
            BlockedPair.objects.create(
                member=town.member(),
                area=town.community,
                side="community",
                made_by=town.staff(),
                made_at=clock.now(),
            )

    counts = []
    worker.get(reverse("block_desk:index"))  # what the office reads once
    for more in (1, 6):
        add(more)
        with CaptureQueriesContext(connection) as found:
            worker.get(reverse("block_desk:index"))
        counts.append(len(found))

    assert counts[0] == counts[1]
