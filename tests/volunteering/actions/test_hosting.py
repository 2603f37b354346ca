"""What a worker does with needs and shifts, and what a stranger cannot."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from outbox.keys import sealer
from outbox.models import Message
from outbox.webhooks.events import EVENTS
from outbox.webhooks.registering import register
from people.models import AccessLogEntry, Post
from volunteering.actions.add_shifts import ShiftContent, add_shifts, edit_shift
from volunteering.actions.cancel_shift import cancel_shift
from volunteering.actions.message_participants import message_participants
from volunteering.actions.post_need import (
    NeedContent,
    close_need,
    edit_need,
    open_need,
    post_need,
)
from volunteering.actions.reveal_participant import reveal_participant
from volunteering.actions.send_reminders import send_reminders
from volunteering.actions.sign_up import sign_up
from volunteering.models import Need, Participation, Shift, ShiftMessage

State = Participation.State
CONTENT = NeedContent(title="教老人用手机", what="一对一教会扫码和视频")


def times(shift, *, later=timedelta(0), places=None, place=None):
    return ShiftContent(
        starts_at=shift.starts_at + later,
        ends_at=shift.ends_at + later,
        place=place or shift.place,
        places=places or shift.places,
    )


def test_a_worker_posts_a_need_of_their_community(town, now):
    skill, welcome = town.skill(), town.skill("photo", "摄影")
    content = NeedContent(
        title="教老人用手机",
        what="一对一教会扫码",
        contact_name="样例",
        required_skills=[skill.pk],
        welcome_skills=[welcome.pk, skill.pk],
    )
    worker = town.staff()

    need = post_need(by=worker, area=town.community, content=content, now=now)

    need.refresh_from_db()
    assert (need.state, need.created_by, need.contact_name) == (Need.State.OPEN, worker, "样例")
    assert dict(need.need_skills.values_list("skill__key", "required")) == {
        "first-aid": True,
        "photo": False,
    }


@pytest.mark.parametrize(
    ("role", "here"),
    [
        (Post.Role.COMMUNITY_WORKER, False),
        (Post.Role.COMMUNITY_EDITOR, True),
    ],
)
def test_a_need_elsewhere_or_without_the_post_is_not_posted(town, now, role, here):
    stranger = town.staff(role, town.community if here else town.other_community)

    with pytest.raises(NotFound):
        post_need(by=stranger, area=town.community, content=CONTENT, now=now)

    assert not Need.objects.exists()


def test_the_same_reference_is_the_same_need(town, now):
    worker = town.staff()
    same = {"by": worker, "area": town.community, "content": CONTENT, "now": now}

    first = post_need(**same, origin_reference="F1")
    second = post_need(**same, origin_reference="F1")

    assert first == second


def test_a_need_without_words_is_invalid(town, now):
    with pytest.raises(Invalid):
        post_need(
            by=town.staff(),
            area=town.community,
            content=NeedContent(title=" ", what="有事"),
            now=now,
        )

    assert not Need.objects.exists()


def test_ages_that_admit_nobody_are_invalid(town, now):
    worker, crossed = town.staff(), replace(CONTENT, least_age=60, most_age=18)

    with pytest.raises(Invalid):
        post_need(by=worker, area=town.community, content=crossed, now=now)

    assert not Need.objects.exists()
    need = post_need(
        by=worker, area=town.community, content=replace(CONTENT, least_age=18), now=now
    )
    assert (need.least_age, need.most_age) == (18, None)
    assert [need.admits(age) for age in (None, 17, 18)] == [False, False, True]


def test_a_need_is_edited_and_its_skills_with_it(town):
    skill = town.skill()
    need = town.need(required=(skill,))

    edit_need(by=town.staff(), need_id=need.pk, content=CONTENT)

    need.refresh_from_db()
    assert need.title == "教老人用手机"
    assert not need.need_skills.exists()


@pytest.mark.parametrize("action", ["edit", "open", "close"])
def test_a_stranger_finds_no_need(town, now, action):
    need = town.need(state="draft")
    stranger = town.staff(area=town.other_community)

    with pytest.raises(NotFound):
        {
            "edit": lambda: edit_need(by=stranger, need_id=need.pk, content=CONTENT),
            "open": lambda: open_need(by=stranger, need_id=need.pk),
            "close": lambda: close_need(by=stranger, need_id=need.pk, now=now),
        }[action]()

    need.refresh_from_db()
    assert (need.state, need.title) == (Need.State.DRAFT, "陪老人散步")


def test_a_need_closes_when_its_shifts_are_over(town, now):
    need, worker = town.need(), town.staff()
    shift = town.shift(need=need)

    with pytest.raises(Refused):
        close_need(by=worker, need_id=need.pk, now=now)
    close_need(by=worker, need_id=need.pk, now=shift.ends_at)

    need.refresh_from_db()
    assert need.state == Need.State.CLOSED


def test_shifts_are_added_all_or_none(town, now):
    need, worker = town.need(), town.staff()
    good = ShiftContent(now + timedelta(days=1), now + timedelta(days=1, hours=2), "活动室", 3)
    past = ShiftContent(now - timedelta(days=1), now, "活动室", 3)

    with pytest.raises(Invalid):
        add_shifts(by=worker, need_id=need.pk, contents=[good, past], now=now)
    assert not need.shifts.exists()
    (added,) = add_shifts(by=worker, need_id=need.pk, contents=[good], now=now)

    assert (added.area, added.longitude, added.latitude) == (town.community, 117.1, 36.7)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends_at": timedelta(0)}, "ends_too_early"),
        ({"ends_at": timedelta(hours=13)}, "too_long"),
        ({"place": " "}, "place_needed"),
        ({"places": 0}, "places_out_of_range"),
    ],
)
def test_an_unsound_shift_is_invalid(town, now, change, code):
    begin = now + timedelta(days=1)
    fields = {"ends_at": timedelta(hours=2), "place": "活动室", "places": 2} | change
    fields["ends_at"] = begin + fields["ends_at"]

    with pytest.raises(Invalid) as refused:
        add_shifts(
            by=town.staff(),
            need_id=town.need().pk,
            contents=[ShiftContent(starts_at=begin, **fields)],
            now=now,
        )

    assert refused.value.code == code


def test_another_time_asks_everybody_again_and_keeps_their_place(town, now):
    shift = town.shift(places=2)
    participation = sign_up(by=town.member().user, shift_id=shift.pk, now=now)

    content = times(shift, later=timedelta(days=1))
    edit_shift(by=town.staff(), shift_id=shift.pk, content=content, now=now)

    participation.refresh_from_db()
    shift.refresh_from_db()
    assert participation.state == State.OFFERED
    assert participation.starts_at == shift.starts_at == content.starts_at
    assert shift.taken == 1
    assert Message.objects.filter(topic="volunteering.shift_changed").count() == 1


def test_more_places_go_to_those_who_wait(town, now):
    shift = town.shift(places=1)
    sign_up(by=town.member().user, shift_id=shift.pk, now=now)
    waiting = sign_up(by=town.member().user, shift_id=shift.pk, now=now)

    edit_shift(by=town.staff(), shift_id=shift.pk, content=times(shift, places=2), now=now)

    waiting.refresh_from_db()
    assert waiting.state == State.OFFERED


def test_fewer_places_than_are_taken_are_refused(town, now):
    shift = town.shift(places=3)
    for _ in range(2):
        sign_up(by=town.member().user, shift_id=shift.pk, now=now)

    with pytest.raises(Invalid) as refused:
        edit_shift(by=town.staff(), shift_id=shift.pk, content=times(shift, places=1), now=now)

    assert refused.value.code == "places_taken"
    shift.refresh_from_db()
    assert shift.places == 3


def test_a_cancelled_shift_tells_everybody_why(town, now):
    shift = town.shift(places=1)
    joined = [sign_up(by=town.member().user, shift_id=shift.pk, now=now) for _ in range(2)]

    cancel_shift(by=town.staff(), shift_id=shift.pk, reason="下雨", now=now)

    shift.refresh_from_db()
    assert (shift.state, shift.taken) == (Shift.State.CANCELLED, 0)
    assert {Participation.objects.get(pk=p.pk).state for p in joined} == {State.CANCELLED_BY_HOST}
    assert Message.objects.filter(topic="volunteering.shift_cancelled").count() == 2


def test_a_stranger_changes_no_shift(town, now):
    shift = town.shift()
    sign_up(by=town.member().user, shift_id=shift.pk, now=now)
    stranger = town.staff(area=town.other_community)

    with pytest.raises(NotFound):
        cancel_shift(by=stranger, shift_id=shift.pk, reason="x", now=now)
    with pytest.raises(NotFound):
        edit_shift(by=stranger, shift_id=shift.pk, content=times(shift, places=9), now=now)
    with pytest.raises(NotFound):
        message_participants(by=stranger, shift_id=shift.pk, text="你好", now=now)

    shift.refresh_from_db()
    assert (shift.state, shift.places) == (Shift.State.OPEN, 2)
    assert not Message.objects.exists()
    assert not ShiftMessage.objects.exists()


def test_a_message_goes_once_to_each_who_comes(town, now):
    shift = town.shift(places=2)
    for _ in range(3):
        sign_up(by=town.member().user, shift_id=shift.pk, now=now)

    message = message_participants(by=town.staff(), shift_id=shift.pk, text=" 请带好雨衣 ", now=now)

    assert (message.text, message.recipients) == ("请带好雨衣", 2)
    assert Message.objects.filter(topic="volunteering.message").count() == 2
    assert "雨衣" not in "".join(Message.objects.values_list("sealed", flat=True))


def test_a_message_to_nobody_is_refused(town, now):
    with pytest.raises(Invalid) as refused:
        message_participants(by=town.staff(), shift_id=town.shift().pk, text="你好", now=now)

    assert refused.value.code == "nobody_there"


def test_a_reminder_goes_out_once_the_day_before(town, now):
    tomorrow = town.shift(starts_at=now + timedelta(days=1))
    sign_up(by=town.member().user, shift_id=tomorrow.pk, now=now)
    sign_up(by=town.member().user, shift_id=town.shift().pk, now=now)

    assert send_reminders(now=now) == 1
    assert send_reminders(now=now + timedelta(hours=1)) == 0

    assert Message.objects.filter(topic="volunteering.reminder").count() == 1


def test_a_look_at_a_person_is_on_record_with_its_reason(town, now):
    shift, worker = town.shift(), town.staff()
    participation = sign_up(by=town.member().user, shift_id=shift.pk, now=now)

    person = reveal_participant(
        by=worker, participation_id=participation.pk, reason="临时改地点", now=now
    )

    entry = AccessLogEntry.objects.get()
    assert (entry.actor, entry.subject, entry.reason) == (worker, person, "临时改地点")


@pytest.mark.parametrize(("reason", "error"), [("", Invalid), ("想看看", NotFound)])
def test_no_reason_or_no_post_reveals_nothing(town, now, reason, error):
    participation = sign_up(by=town.member().user, shift_id=town.shift().pk, now=now)
    area = town.community if error is Invalid else town.other_community

    with pytest.raises(error):
        reveal_participant(
            by=town.staff(area=area), participation_id=participation.pk, reason=reason, now=now
        )

    assert not AccessLogEntry.objects.exists()


def test_a_member_hosts_nothing(town, now):
    member, shift = town.member(), town.shift()

    with pytest.raises((NotFound, NotAllowed)):
        cancel_shift(by=member.user, shift_id=shift.pk, reason="x", now=now)

    shift.refresh_from_db()
    assert shift.state == Shift.State.OPEN


@pytest.fixture
def told(settings):
    """Register a webhook for everything; return what it would be told, as event and numbers."""
    settings.WEBHOOK_TRUSTED_HOSTS = ["127.0.0.1"]
    register(url="http://127.0.0.1:9/", events=list(EVENTS))

    def read() -> list[dict[str, object]]:
        messages = Message.objects.filter(topic="webhook").order_by("pk")
        return [
            json.loads(sealer().open(message.sealed, "outbox.message"))["data"]
            for message in messages
        ]

    return read


def test_other_systems_are_told_of_a_shift_when_members_can_see_it_and_when_it_is_off(
    town, now, told
):
    worker = town.staff()
    need = post_need(by=worker, area=town.community, content=CONTENT, now=now, draft=True)
    begin = now + timedelta(days=3)
    content = ShiftContent(begin, begin + timedelta(hours=2), "活动室", 4)
    (shift,) = add_shifts(by=worker, need_id=need.pk, contents=[content], now=now)
    assert told() == []

    open_need(by=worker, need_id=need.pk)
    cancel_shift(by=worker, shift_id=shift.pk, reason="下雨", now=now)

    opened, cancelled = told()
    assert (opened["event"], opened["shift"], opened["places"]) == ("shift.opened", shift.pk, 4)
    assert (cancelled["event"], cancelled["area"]) == ("shift.cancelled", town.community.code)
    assert "下雨" not in str(cancelled)
