"""Urgent notices reach a phone as well: once, by day, and only for whom they are wanted."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from foundation import clock
from outbox.delivering import deliver_waiting
from outbox.keys import sealer
from outbox.models import Message
from people.sms.aliyun import template_of
from tests.volunteering.actions.test_hosting import times
from volunteering.actions.add_shifts import edit_shift
from volunteering.actions.cancel_shift import cancel_shift
from volunteering.actions.sign_up import sign_up
from volunteering.actions.withdraw import withdraw
from volunteering.models import Notice
from volunteering.outbox_channels import deliver_notice
from volunteering.terms import text_at


def city(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.CITY_TIME)


NINE_IN_THE_MORNING = city("2026-11-21 09:00")
LATE, EARLY = city("2026-11-21 22:30"), city("2026-11-22 06:00")
MORNING = city("2026-11-22 08:00")


@pytest.mark.parametrize(
    ("now", "begins", "until", "leaves"),
    [
        (NINE_IN_THE_MORNING, MORNING + timedelta(days=3), None, NINE_IN_THE_MORNING),
        (city("2026-11-21 20:59"), None, None, city("2026-11-21 20:59")),
        (city("2026-11-21 21:00"), None, None, MORNING),
        (LATE, MORNING + timedelta(days=1), None, MORNING),
        (EARLY, MORNING + timedelta(days=1), None, MORNING),
        (MORNING, None, None, MORNING),
        (LATE, LATE + timedelta(hours=12), None, LATE),
        (LATE, LATE + timedelta(hours=12, seconds=1), None, MORNING),
        (LATE, None, MORNING + timedelta(hours=1), MORNING),
        (LATE, None, MORNING, None),
    ],
)
def test_a_text_leaves_by_day_unless_it_cannot_wait(now, begins, until, leaves):
    assert text_at(now.astimezone(UTC), begins, until) == leaves


def texts():
    """Return kind, text and time of the text messages in the outbox."""
    found = []
    for message in Message.objects.filter(topic="sms").order_by("pk"):
        content = json.loads(sealer().open(message.sealed, "outbox.message"))
        found.append((content["kind"], content["params"]["text"], message.available_at))
    return found


@pytest.fixture
def member(town):
    member = town.member()
    member.user.phone_verified = True
    member.user.save()
    return member


def cancelled(town, member, *, at, begins):
    """Let a shift be called off at a moment, and its notice be delivered."""
    with time_machine.travel(at, tick=False):
        shift = town.shift(starts_at=begins)
        sign_up(by=member.user, shift_id=shift.pk, now=at)
        cancel_shift(by=town.staff(), shift_id=shift.pk, reason="停电", now=at)
        deliver_notices()


def deliver_notices():
    """Deliver the notices that wait, but no text message."""
    for message in Message.objects.filter(topic__startswith="volunteering.", state="waiting"):
        deliver_notice(json.loads(sealer().open(message.sealed, "outbox.message")), message.key)


def test_what_is_called_off_at_short_notice_is_texted_once(town, member):
    now = NINE_IN_THE_MORNING
    cancelled(town, member, at=now, begins=now + timedelta(hours=47))
    with time_machine.travel(now, tick=False):
        deliver_notices()

    ((kind, text, leaves),) = texts()
    assert (kind, leaves) == ("shift_cancelled", now)
    assert "停电" in text
    assert Notice.objects.filter(user=member.user).count() == 1
    assert Message.objects.get(topic="sms").key.startswith("sms:volunteering.shift_cancelled:")


def test_what_is_called_off_in_good_time_is_not_texted(town, member):
    now = NINE_IN_THE_MORNING
    cancelled(town, member, at=now, begins=now + timedelta(hours=49))

    assert texts() == []
    assert Notice.objects.filter(user=member.user).count() == 1


@pytest.mark.parametrize(("hours", "leaves"), [(11, LATE), (30, MORNING)])
def test_at_night_only_the_next_hours_are_texted_about(town, member, hours, leaves):
    cancelled(town, member, at=LATE, begins=LATE + timedelta(hours=hours))

    assert [at for _kind, _text, at in texts()] == [leaves]


@pytest.mark.parametrize(
    "change", [{"sms_notices": False}, {"phone_verified": False}, {"phone": ""}]
)
def test_who_wants_none_or_has_no_phone_gets_the_notice_alone(town, member, change):
    for name, value in change.items():
        setattr(member.user, name, value)
    member.user.save()
    now = NINE_IN_THE_MORNING

    cancelled(town, member, at=now, begins=now + timedelta(hours=20))

    assert texts() == []
    assert Notice.objects.filter(user=member.user).count() == 1


def test_a_shift_moved_away_at_short_notice_is_texted(town, member):
    now = NINE_IN_THE_MORNING
    with time_machine.travel(now, tick=False):
        shift = town.shift(starts_at=now + timedelta(hours=20))
        sign_up(by=member.user, shift_id=shift.pk, now=now)
        content = times(shift, later=timedelta(days=5))
        edit_shift(by=town.staff(), shift_id=shift.pk, content=content, now=now)
        deliver_notices()

    assert [kind for kind, _text, _at in texts()] == ["shift_changed"]


def test_an_offer_with_a_deadline_is_texted_and_shown_by_the_console(town, member, capsys):
    now = NINE_IN_THE_MORNING
    with time_machine.travel(now, tick=False):
        shift = town.shift(starts_at=now + timedelta(days=4), places=1)
        first = town.member()
        taken = sign_up(by=first.user, shift_id=shift.pk, now=now)
        sign_up(by=member.user, shift_id=shift.pk, now=now)
        withdraw(by=first.user, participation_id=taken.pk, now=now)
        deliver_notices()
        ((kind, text, _at),) = texts()
        deliver_waiting()

    assert kind == "offer"
    assert "名额为您保留到明天上午 9:00" in text
    assert text in capsys.readouterr().out


def test_a_kind_without_a_template_of_its_own_goes_as_a_plain_notice(settings):
    settings.ALIYUN_SMS = {"templates": {"code": "1", "notice": "2", "offer": "3", "x": ""}}

    assert [template_of(kind) for kind in ("code", "offer", "x", "shift_changed")] == [
        "1", "3", "2", "2",
    ]  # fmt: skip
