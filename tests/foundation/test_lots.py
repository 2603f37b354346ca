"""Seats by lot: anyone can repeat the draw, and who lost before has better odds."""

import subprocess

import pytest

from foundation.lots import (
    MOST_TICKETS,
    Entry,
    WrongSeed,
    commitment,
    draw,
    odds,
    ticket_number,
    verified,
)

SEED = "春天的讲座 2026-12-01"
ENTRIES = [Entry(f"L{number:03d}", lost=number % 3) for number in range(40)]


def test_the_same_seed_draws_the_same_whatever_the_order():
    found = draw(SEED, ENTRIES, 10)

    assert draw(SEED, reversed(ENTRIES), 10) == found
    assert len(found.won) == 10
    assert sorted(entry.number for entry in found.order) == [entry.number for entry in ENTRIES]
    assert draw("another", ENTRIES, 10).won != found.won


def test_anyone_can_check_a_ticket_with_a_shell():
    told = subprocess.run(["sha256sum"], input=f"{SEED}|L001|1".encode(), capture_output=True)

    assert told.stdout.split()[0].decode() == ticket_number(SEED, "L001", 1)


def test_a_draw_is_verified_by_its_seed_and_a_wrong_one_is_told():
    won = [entry.number for entry in draw(SEED, ENTRIES, 10).won]

    assert verified(SEED, commitment(SEED), ENTRIES, 10, won)
    assert not verified(SEED, commitment(SEED), ENTRIES, 10, won[::-1])
    with pytest.raises(WrongSeed):
        verified("another", commitment(SEED), ENTRIES, 10, won)


def test_who_lost_before_wins_more_often_and_the_odds_say_how_much():
    times = dict.fromkeys(range(3), 0)
    for number in range(400):
        for entry in draw(f"seed {number}", ENTRIES, 10).won:
            times[entry.lost] += 1
    likely = odds(ENTRIES, 10)

    assert times[0] < times[1] < times[2]
    for lost, seen in times.items():
        there = sum(entry.lost == lost for entry in ENTRIES)
        assert abs(seen / (400 * there) - likely[lost]) < 0.03
    assert sum(likely[entry.lost] for entry in ENTRIES) == pytest.approx(10)


def test_an_entry_counts_once_with_the_fewer_losses_and_tickets_end_somewhere():
    twice = [Entry("A", lost=9), Entry("A", lost=0), Entry("B")]

    assert draw(SEED, twice, 5).order in (
        (Entry("A"), Entry("B")),
        (Entry("B"), Entry("A")),
    )
    assert Entry("A", lost=99).tickets == MOST_TICKETS
    assert odds(twice, 3) == {9: 1.0, 0: 1.0}
