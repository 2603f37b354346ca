"""Tries are counted by address in one place, whatever becomes of them."""

from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from forms_app.actions.count_tries import TooOften, count_tries, forget_tries
from forms_app.actions.marking import SentBefore
from forms_app.actions.submit import submit
from forms_app.duties import DUTIES, forget_old_tries
from forms_app.limits import address_of, tries_of
from forms_app.models import Submission, Try, TryCount
from tests.forms_app.limited import NOW, answers, limited_form

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def of(digest: str, most: int = 2) -> Try:
    return Try("send", digest, most, HOUR)


def test_so_many_tries_are_allowed_and_counting_begins_anew_after_the_time():
    for minutes in (0, 59):
        count_tries([of("a")], now=NOW + timedelta(minutes=minutes))
    with pytest.raises(TooOften) as refusal:
        count_tries([of("a")], now=NOW + timedelta(minutes=59))

    assert refusal.value.of.name == "send"
    count_tries([of("b")], now=NOW)
    count_tries([of("a")], now=NOW + HOUR)
    assert TryCount.objects.get(digest="a").times == 1
    assert TryCount.objects.get(digest="a").ends_at == NOW + 2 * HOUR


def test_what_is_beyond_one_limit_counts_against_none():
    count_tries([of("a", most=1), of("b")], now=NOW)
    with pytest.raises(TooOften):
        count_tries([of("a", most=1), of("b")], now=NOW)

    assert dict(TryCount.objects.values_list("digest", "times")) == {"a": 1, "b": 1}


def test_counts_are_forgotten_when_their_time_is_over():
    count_tries([of("a")], now=NOW)
    count_tries([of("b")], now=NOW + HOUR)

    assert forget_tries(now=NOW + HOUR) == 1
    assert TryCount.objects.get().digest == "b"
    assert forget_tries(now=NOW + HOUR) == 0
    assert forget_old_tries in DUTIES


def sending(form, number: int, key: str, tries: list[Try]) -> Submission:
    receipt = submit(version=form.current, values=answers(number), key=key, now=NOW, tries=tries)
    return receipt.submission


def test_a_refused_form_counts_and_what_came_before_does_not(town):
    form = limited_form(town.city, once_per="phone")
    tries = [of("address", most=3)]

    first = sending(form, 1, "k1", tries)
    again = sending(form, 1, "k1", tries)
    with pytest.raises(SentBefore):
        sending(form, 1, "k2", tries)

    assert again == first
    assert TryCount.objects.get().times == 2
    assert Submission.objects.get() == first


def test_beyond_the_limit_nothing_is_kept_and_a_repeat_still_has_its_receipt(town):
    form = limited_form(town.city)
    first = sending(form, 1, "k1", [of("address", most=1)])

    with pytest.raises(TooOften):
        sending(form, 2, "k2", [of("address", most=1)])

    assert sending(form, 1, "k1", [of("address", most=1)]) == first
    assert TryCount.objects.get().times == 1
    assert Submission.objects.get() == first


def asking(address: str, **headers: str) -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


def test_an_address_is_one_home_and_is_not_taken_from_what_anybody_may_claim(settings):
    home = {address_of(asking(f"2001:db8:0:1::{number}")) for number in (1, 2, 9)}
    claimed = asking("203.0.113.7", x_forwarded_for="198.51.100.1")

    assert home == {"2001:db8:0:1::"}
    assert address_of(asking("2001:db8:0:2::1")) == "2001:db8:0:2::"
    assert address_of(claimed) == "203.0.113.7"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address_of(claimed) == "198.51.100.1"


def test_each_rate_of_an_action_counts_apart_and_of_each_key_apart():
    one, other = (tries_of(asking("203.0.113.7"), "code", key) for key in ("+8613", "+8614"))

    assert [(found.most, found.span) for found in one] == [
        (20, HOUR),
        (3, timedelta(minutes=10)),
        (8, timedelta(days=1)),
    ]
    assert len({found.digest for found in one}) == 3
    assert [a.digest == b.digest for a, b in zip(one, other, strict=True)] == [True, False, False]
