"""Places, waiting, holding, and what may come only once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from forms_app.actions.claiming import FormFull
from forms_app.actions.close_submission import close_submission
from forms_app.actions.hold_places import HELD_FOR, end_holds, hold_places
from forms_app.actions.marking import SentBefore
from forms_app.actions.submit import NotOpen
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.models import PlaceClaim, PlaceCount, Submission, SubmissionMark
from foundation.errors import NotFound, Refused
from outbox.models import Message
from people.actions.export import own_data
from tests.forms_app.limited import COMING, NOW, answers, limited_form, send

State = Submission.State


def hold(form, number, now=NOW):
    return hold_places(version=form.current, values=answers(number), key=f"k{number}", now=now)


def test_the_last_place_goes_and_the_next_is_refused_with_nothing_kept(town):
    form = limited_form(town.city, places=2)
    send(form, 1)
    send(form, 2)

    with translation.override("zh-hans"), pytest.raises(FormFull) as refused:
        send(form, 3)

    assert (refused.value.code, str(refused.value)) == ("form_full", "名额已满。")
    assert Submission.objects.count() == 2
    assert PlaceCount.objects.get().taken == 2


def test_sending_twice_takes_one_place(town):
    form = limited_form(town.city, places=2)

    first, second = send(form, 1), send(form, 1)

    assert first.submission == second.submission
    assert PlaceCount.objects.get().taken == 1


def test_a_form_without_places_counts_nothing(town):
    send(limited_form(town.city), 1)

    assert PlaceCount.objects.count() == 0
    assert PlaceClaim.objects.count() == 0


def test_more_places_come_with_the_next_publication_and_what_is_taken_stays(town):
    form = limited_form(town.city, places=1)
    send(form, 1)
    form.places = 3
    form.save_revision().publish(skip_permission_checks=True)

    send(form, 2)

    count = PlaceCount.objects.get()
    assert (count.places, count.taken, count.free) == (3, 2, 1)


def test_fewer_places_than_are_taken_let_nobody_in(town):
    form = limited_form(town.city, places=3)
    send(form, 1)
    send(form, 2)
    form.places = 1
    form.save_revision().publish(skip_permission_checks=True)

    with pytest.raises(FormFull):
        send(form, 3)

    assert PlaceCount.objects.get().free == 0


def test_places_are_counted_by_how_many_come(town):
    form = limited_form(town.city, places=5, counted_by=COMING)
    send(form, 1, coming=3)

    with translation.override("zh-hans"), pytest.raises(FormFull) as refused:
        send(form, 2, coming=3)

    assert str(refused.value) == "只剩 2 个名额了，请把数字改小一点。"
    send(form, 2, coming=2)
    assert PlaceCount.objects.get().taken == 5


def test_an_option_has_places_of_its_own_and_its_name_is_said(town):
    form = limited_form(town.city, morning=2, places=3)
    send(form, 1)
    send(form, 2)

    with translation.override("zh-hans"), pytest.raises(FormFull) as refused:
        send(form, 3)

    assert str(refused.value) == "“上午”满了，请换一个。"
    counts = {count.choice: count.taken for count in PlaceCount.objects.all()}
    assert counts == {"": 2, "c0000001": 2}


def test_who_waits_for_more_than_became_free_lets_a_smaller_group_in_first(town):
    form = limited_form(town.city, places=3, counted_by=COMING, keeps_waiting=True)
    first = send(form, 1, coming=1).submission
    send(form, 2, coming=2)
    large = send(form, 3, coming=2).submission
    small = send(form, 4, coming=1).submission

    withdraw_submission(submission_id=first.pk, now=NOW)

    large.refresh_from_db()
    small.refresh_from_db()
    assert [large.state, small.state] == [State.WAITING, State.RECEIVED]


def test_who_comes_when_it_is_full_waits_and_comes_in_after_a_withdrawal(town):
    form = limited_form(town.city, places=1, keeps_waiting=True)
    first = send(form, 1).submission
    second, third = (send(form, n, now=NOW + timedelta(minutes=n)).submission for n in (2, 3))
    assert [second.state, third.state] == [State.WAITING, State.WAITING]

    withdraw_submission(submission_id=first.pk, now=NOW)

    second.refresh_from_db()
    third.refresh_from_db()
    assert [second.state, third.state] == [State.RECEIVED, State.WAITING]
    assert PlaceCount.objects.get().taken == 1
    told = Message.objects.get()
    assert (told.topic, told.key) == ("sms", f"forms_app.came_in:{second.pk}")


def test_withdrawing_twice_passes_one_place_on(town):
    form = limited_form(town.city, places=1, keeps_waiting=True)
    first = send(form, 1).submission
    waiting = [send(form, number).submission for number in (2, 3)]

    for _ in range(2):
        withdraw_submission(submission_id=first.pk, now=NOW)

    assert PlaceCount.objects.get().taken == 1
    assert (
        Submission.objects.filter(pk__in=[w.pk for w in waiting], state=State.WAITING).count() == 1
    )


def test_what_somebody_is_at_work_on_is_not_withdrawn(town):
    form = limited_form(town.city, places=1)
    submission = send(form, 1).submission
    Submission.objects.update(state=State.UNDER_WAY)

    with pytest.raises(Refused) as refused:
        withdraw_submission(submission_id=submission.pk, now=NOW)

    assert refused.value.code == "submission_under_way"
    assert PlaceCount.objects.get().taken == 1


def test_there_is_nothing_to_withdraw_under_a_number_that_nobody_has(town):
    with pytest.raises(NotFound):
        withdraw_submission(submission_id=1, now=NOW)


def test_a_worker_who_closes_what_waits_takes_it_off_the_list(town):
    form = limited_form(town.city, places=1, keeps_waiting=True)
    first, second = (send(form, number).submission for number in (1, 2))
    close_submission(
        by=town.staff(area=town.city), submission_id=second.pk, reply="已电话说明", now=NOW
    )

    withdraw_submission(submission_id=first.pk, now=NOW)

    second.refresh_from_db()
    assert second.state == State.CLOSED
    assert PlaceCount.objects.get().taken == 0


def test_places_are_held_while_somebody_checks_and_given_back_after(town):
    form = limited_form(town.city, places=1)
    assert hold(form, 1) is True

    with pytest.raises(FormFull):
        hold(form, 2)
    with pytest.raises(FormFull):
        send(form, 2)
    assert end_holds(now=NOW + HELD_FOR - timedelta(seconds=1)) == 0
    assert end_holds(now=NOW + HELD_FOR) == 1

    send(form, 2)
    assert PlaceCount.objects.get().held == 0


def test_holding_again_holds_once_and_sending_uses_what_was_held(town):
    form = limited_form(town.city, places=1)

    assert [hold(form, 1), hold(form, 1)] == [True, True]
    send(form, 1)

    count = PlaceCount.objects.get()
    assert (count.taken, count.held) == (1, 0)
    assert PlaceClaim.objects.get().state == PlaceClaim.State.TAKEN


def test_a_hold_that_ran_out_stands_in_nobodys_way_before_the_clock_came_round(town):
    form = limited_form(town.city, places=1)
    hold(form, 1)

    send(form, 2, now=NOW + HELD_FOR)

    count = PlaceCount.objects.get()
    assert (count.taken, count.held) == (1, 0)


def test_a_hold_that_ends_lets_in_who_waits(town):
    form = limited_form(town.city, places=1, keeps_waiting=True)
    hold(form, 1)
    waiting = send(form, 2).submission
    assert waiting.state == State.WAITING

    end_holds(now=NOW + HELD_FOR)

    waiting.refresh_from_db()
    assert waiting.state == State.RECEIVED


def test_with_a_waiting_list_nothing_is_held_when_it_is_full(town):
    form = limited_form(town.city, places=1, keeps_waiting=True)
    send(form, 1)

    assert hold(form, 2) is False
    assert PlaceCount.objects.get().held == 0


@pytest.mark.parametrize(
    ("minutes", "code"), [(-1, "form_not_open"), (0, ""), (59, ""), (60, "form_closed")]
)
def test_a_form_takes_answers_between_opening_and_closing(town, minutes, code):
    form = limited_form(town.city, opens_at=NOW, closes_at=NOW + timedelta(hours=1))
    moment = NOW + timedelta(minutes=minutes)

    if not code:
        send(form, 1, now=moment)
        assert Submission.objects.count() == 1
        return
    with pytest.raises(NotOpen) as refused:
        send(form, 1, now=moment)
    assert refused.value.code == code
    assert Submission.objects.count() == 0


def test_a_form_cannot_close_before_it_opens(town):
    with pytest.raises(ValidationError) as refused:
        limited_form(town.city, opens_at=NOW, closes_at=NOW)

    assert "closes_at" in refused.value.message_dict


def test_one_phone_sends_once(town):
    form = limited_form(town.city, once_per="phone")
    send(form, 1)

    with pytest.raises(SentBefore) as refused:
        send(form, 1, key="another filling-in")

    assert refused.value.code == "phone_before"
    assert Submission.objects.count() == 1
    send(form, 2)
    assert SubmissionMark.objects.count() == 2


@pytest.mark.parametrize(
    ("every", "hours"), [("day", 24), ("week", 7 * 24), ("month", 30 * 24), ("year", 365 * 24)]
)
def test_the_next_period_begins_anew(town, every, hours):
    form = limited_form(town.city, once_per="phone", once_every=every)
    send(form, 1)
    with pytest.raises(SentBefore):
        send(form, 1, key="soon", now=NOW + timedelta(minutes=5))

    send(form, 1, key="later", now=NOW + timedelta(hours=hours))

    assert Submission.objects.count() == 2


def test_the_day_ends_at_midnight_of_the_city(town):
    form = limited_form(town.city, once_per="phone", once_every="day")
    midnight = NOW.replace(hour=16)
    send(form, 1, now=midnight - timedelta(seconds=1))

    send(form, 1, key="next day", now=midnight)

    assert Submission.objects.count() == 2


def test_one_person_sends_once_and_again_after_withdrawing(town):
    form = limited_form(town.city, once_per="person")
    person = town.staff()
    first = send(form, 1, by=person).submission
    with pytest.raises(SentBefore):
        send(form, 2, by=person)

    withdraw_submission(submission_id=first.pk, now=NOW)
    again = send(form, 3, by=person).submission

    assert again.state == State.RECEIVED


def test_the_same_answers_to_the_named_questions_come_once(town):
    form = limited_form(town.city, same_answers=["fc9f5a7b13d6e", "fb1f4c6a27a5d"])
    send(form, 1)

    with pytest.raises(SentBefore) as refused:
        send(form, 1, key="another filling-in")

    assert refused.value.code == "same_answers_before"
    send(form, 2)


def test_marks_keep_no_phone(town):
    form = limited_form(town.city, once_per="phone")
    send(form, 1)

    mark = SubmissionMark.objects.get()

    assert "139" not in mark.digest[:3]
    assert len(mark.digest) == 64


def test_ones_own_forms_are_in_the_export_of_the_account_in_words(town):
    person, other = town.staff(), town.staff()
    form = limited_form(town.city)
    sent = send(form, 1, by=person).submission
    send(form, 2, by=other)
    send(form, 3)

    (found,) = own_data(person)["submissions"]

    assert found["number"] == sent.reference
    assert found["answers"]["听哪一场"] == "上午"
    assert found["answers"]["手机号"] == "13900000001"
