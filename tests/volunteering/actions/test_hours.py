"""From the scan at the door to a verified, disputed, corrected and certified hour."""

from datetime import timedelta

import pytest

from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from volunteering.actions.answer_objection import correct_hours, uphold_hours
from volunteering.actions.check_in import check_in, check_out, code_of
from volunteering.actions.check_in_by_desk import check_in_by_desk, check_out_by_desk
from volunteering.actions.close_shift import close_forgotten, close_shift
from volunteering.actions.dispute_hours import dispute_hours
from volunteering.actions.issue_certificate import issue_certificate
from volunteering.actions.rate import rate
from volunteering.actions.sign_up import sign_up
from volunteering.actions.verify_hours import verify_hours
from volunteering.models import CheckEvent, Participation, Rating, ServiceRecord, Shift
from volunteering.transitions import Impossible

State = Participation.State


@pytest.fixture
def joined(town, now):
    """Return a shift and the confirmed participation of one member."""
    shift = town.shift(places=3)
    return shift, sign_up(by=town.member().user, shift_id=shift.pk, now=now)


def scan(action, participation, shift, at, code=None):
    return action(
        by=participation.member.user,
        shift_id=shift.pk,
        code=code or code_of(shift, at),
        now=at,
    )


@pytest.fixture
def record(town, joined):
    shift, participation = joined
    scan(check_in, participation, shift, shift.starts_at)
    scan(check_out, participation, shift, shift.ends_at)
    close_shift(by=town.staff(), shift_id=shift.pk, now=shift.ends_at)
    return ServiceRecord.objects.get()


def test_the_code_at_the_door_checks_in_once(joined):
    shift, participation = joined

    scan(check_in, participation, shift, shift.starts_at)
    scan(check_in, participation, shift, shift.starts_at + timedelta(minutes=1))

    participation.refresh_from_db()
    assert participation.state == State.CHECKED_IN
    event = CheckEvent.objects.get()
    assert (event.kind, event.method, event.at) == ("in", "qr", shift.starts_at)


@pytest.mark.parametrize("seconds", [-61, 61, 90])
def test_a_photograph_of_the_code_is_worth_nothing_a_minute_later(joined, seconds):
    shift, participation = joined
    at = shift.starts_at + timedelta(seconds=120)
    old = code_of(shift, at - timedelta(seconds=seconds))

    with pytest.raises(Invalid) as refused:
        scan(check_in, participation, shift, at, old)

    assert refused.value.code == "code_expired"
    participation.refresh_from_db()
    assert participation.state == State.CONFIRMED
    assert not CheckEvent.objects.exists()


def test_another_shifts_code_opens_nothing(town, joined):
    shift, participation = joined
    other = code_of(town.shift(), shift.starts_at)

    with pytest.raises(Invalid):
        scan(check_in, participation, shift, shift.starts_at, other)

    assert not CheckEvent.objects.exists()


@pytest.mark.parametrize("offset", [timedelta(minutes=-31), timedelta(hours=2)])
def test_one_checks_in_neither_too_early_nor_after_the_end(joined, offset):
    shift, participation = joined

    with pytest.raises(Refused) as refused:
        scan(check_in, participation, shift, shift.starts_at + offset)

    assert refused.value.code == "not_check_in_time"
    assert not CheckEvent.objects.exists()


def test_who_did_not_sign_up_is_not_checked_in(town, joined):
    shift, _participation = joined
    at = shift.starts_at

    with pytest.raises(NotFound):
        check_in(by=town.member().user, shift_id=shift.pk, code=code_of(shift, at), now=at)


def test_one_checks_out_after_checking_in(joined):
    shift, participation = joined

    with pytest.raises(Impossible):
        scan(check_out, participation, shift, shift.ends_at)

    assert not CheckEvent.objects.exists()


def test_leaving_much_too_early_is_noted(joined):
    shift, participation = joined
    scan(check_in, participation, shift, shift.starts_at)

    scan(check_out, participation, shift, shift.ends_at - timedelta(minutes=16))

    participation.refresh_from_db()
    assert participation.state == State.LEFT_EARLY


def test_the_desk_checks_in_by_hand_but_not_itself(town, now, joined):
    shift, participation = joined
    worker = town.staff()
    own = sign_up(by=town.member(user=worker).user, shift_id=shift.pk, now=now)

    check_in_by_desk(by=worker, participation_id=participation.pk, now=shift.starts_at)
    check_out_by_desk(by=worker, participation_id=participation.pk, now=shift.ends_at)
    with pytest.raises(NotAllowed):
        check_in_by_desk(by=worker, participation_id=own.pk, now=shift.starts_at)
    with pytest.raises(NotFound):
        check_in_by_desk(
            by=town.staff(area=town.other_community), participation_id=own.pk, now=shift.starts_at
        )

    participation.refresh_from_db()
    own.refresh_from_db()
    assert (participation.state, own.state) == (State.CHECKED_OUT, State.CONFIRMED)


def test_closing_notes_who_came_and_who_did_not(town, now, joined):
    shift, came = joined
    missed = sign_up(by=town.member().user, shift_id=shift.pk, now=now)
    scan(check_in, came, shift, shift.starts_at + timedelta(minutes=10))
    worker = town.staff()

    close_shift(by=worker, shift_id=shift.pk, now=shift.ends_at)
    close_shift(by=worker, shift_id=shift.pk, now=shift.ends_at)

    came.refresh_from_db()
    missed.refresh_from_db()
    assert (came.state, missed.state) == (State.ATTENDED, State.NO_SHOW)
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.basis, record.state) == (110, "assumed", "submitted")
    assert record.recorded_by == worker
    assert record.due_on.isoformat() == "2026-12-11"
    assert Rating.objects.get().shift == shift


def test_a_shift_is_not_closed_before_its_end_nor_by_a_stranger(town, joined):
    shift, _participation = joined

    with pytest.raises(Refused) as refused:
        close_shift(by=town.staff(), shift_id=shift.pk, now=shift.starts_at)
    with pytest.raises(NotFound):
        close_shift(by=town.staff(area=town.other_community), shift_id=shift.pk, now=shift.ends_at)

    assert refused.value.code == "shift_not_over"
    shift.refresh_from_db()
    assert shift.state == Shift.State.OPEN


def test_the_clock_closes_what_everybody_forgot(joined):
    shift, participation = joined
    scan(check_in, participation, shift, shift.starts_at)

    assert close_forgotten(now=shift.ends_at + timedelta(hours=23)) == 0
    assert close_forgotten(now=shift.ends_at + timedelta(hours=24)) == 1

    assert ServiceRecord.objects.get().recorded_by is None


def test_somebody_else_verifies(town, record, now):
    worker = town.staff()

    verify_hours(by=worker, record_ids=[record.pk], now=now)

    record.refresh_from_db()
    assert (record.state, record.verified_by, record.verified_at) == ("verified", worker, now)


def test_nobody_verifies_their_own_hours(town, record, now):
    other_record = ServiceRecord.objects.get(pk=record.pk)
    other_record.pk, other_record.participation = None, None
    worker = town.staff()
    other_record.person = worker
    other_record.save()

    with pytest.raises(NotAllowed):
        verify_hours(by=worker, record_ids=[record.pk, other_record.pk], now=now)

    assert set(ServiceRecord.objects.values_list("state", flat=True)) == {"submitted"}


def test_another_community_verifies_nothing(town, record, now):
    with pytest.raises(NotFound):
        verify_hours(by=town.staff(area=town.other_community), record_ids=[record.pk], now=now)

    record.refresh_from_db()
    assert record.state == "submitted"


def test_more_than_a_days_work_takes_a_second_person(town, record, now):
    recorder = town.staff()
    ServiceRecord.objects.filter(pk=record.pk).update(minutes=481, recorded_by=recorder)

    with pytest.raises(NotAllowed) as refused:
        verify_hours(by=recorder, record_ids=[record.pk], now=now)
    verify_hours(by=town.staff(), record_ids=[record.pk], now=now)

    assert refused.value.code == "second_person"


def test_an_objection_is_answered_with_a_new_version(town, record, now):
    worker = town.staff()
    verify_hours(by=worker, record_ids=[record.pk], now=now)
    certificate = issue_certificate(by=record.person, now=now)
    dispute_hours(by=record.person, record_id=record.pk, claim="我九点才到", now=now)
    assert not ServiceRecord.objects.counted().exists()

    new = correct_hours(by=worker, record_id=record.pk, minutes=90, answer="已改", now=now)

    record.refresh_from_db()
    certificate.refresh_from_db()
    assert (record.superseded, record.minutes) == (True, 120)
    assert (new.version, new.previous, new.minutes, new.state) == (2, record, 90, "verified")
    assert certificate.revoked_at == now
    assert list(ServiceRecord.objects.counted()) == [new]


def test_a_correction_stays_within_the_shift(town, record, now):
    dispute_hours(by=record.person, record_id=record.pk, claim="少了", now=now)

    with pytest.raises(Invalid):
        correct_hours(by=town.staff(), record_id=record.pk, minutes=121, answer="好", now=now)

    assert ServiceRecord.objects.count() == 1


def test_a_record_can_be_upheld(town, record, now):
    dispute_hours(by=record.person, record_id=record.pk, claim="少了", now=now)

    uphold_hours(by=town.staff(), record_id=record.pk, answer="与签到一致", now=now)

    record.refresh_from_db()
    assert (record.state, record.answer, record.minutes) == ("verified", "与签到一致", 120)


def test_only_the_own_record_is_objected_to(town, record, now):
    with pytest.raises(NotFound):
        dispute_hours(by=town.member().user, record_id=record.pk, claim="少了", now=now)

    record.refresh_from_db()
    assert record.state == "submitted"


def test_the_same_hours_give_the_same_certificate(town, record, now):
    with pytest.raises(Refused):
        issue_certificate(by=record.person, now=now)
    verify_hours(by=town.staff(), record_ids=[record.pk], now=now)

    first = issue_certificate(by=record.person, now=now)
    second = issue_certificate(by=record.person, now=now + timedelta(days=1))

    assert first == second
    assert first.minutes == 120


def test_the_helped_person_rates_once(record, now):
    rating = Rating.objects.get()

    rate(token=rating.token, stars=5, comment="很好", now=now)
    with pytest.raises(Refused):
        rate(token=rating.token, stars=1, comment="", now=now)

    rating.refresh_from_db()
    assert (rating.stars, rating.comment) == (5, "很好")


@pytest.mark.parametrize("stars", [0, 6])
def test_stars_are_one_to_five(record, now, stars):
    with pytest.raises(Invalid):
        rate(token=Rating.objects.get().token, stars=stars, comment="", now=now)

    assert Rating.objects.get().given_at is None


def test_a_guessed_link_leads_nowhere(record, now):
    with pytest.raises(NotFound):
        rate(token="guessed", stars=5, comment="", now=now)
