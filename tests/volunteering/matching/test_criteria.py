"""What every criterion keeps to, whichever files lie in the folder."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import aged_problem, changed, plain_problem
from volunteering.matching import criteria as folder
from volunteering.matching.criteria import criteria
from volunteering.matching.pairing import Pairing, pairing

SAMPLES = [aged_problem(seed, members=12, shifts=8) for seed in range(5)]


each = pytest.mark.parametrize("criterion", criteria(), ids=lambda criterion: criterion.name)


def test_every_file_of_the_folder_holds_one_criterion_of_its_name():
    files = {path.stem for path in Path(folder.__path__[0]).glob("*.py")} - {"__init__"}

    assert sorted(criterion.name for criterion in criteria()) == sorted(files)


def test_reasons_have_a_settled_order():
    orders = [criterion.order for criterion in criteria()]

    assert orders == sorted(set(orders))


@each
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_scores_lie_between_0_and_1(criterion, seed):
    problem = aged_problem(seed, members=12, shifts=3)

    for shift in range(3):
        pairs = pairing(problem, shift, np.arange(12))
        score = criterion.score(pairs)
        assert criterion.allows(pairs).shape == (12,)
        assert score.shape == (12,)
        assert ((score >= 0) & (score <= 1)).all()


@each
def test_scores_follow_their_quantity_the_way_they_declare(criterion):
    for problem in SAMPLES:
        everybody = np.arange(problem.members.count)
        for shift in range(problem.shifts.count):
            pairs = pairing(problem, shift, everybody)
            order = np.argsort(criterion.quantity(pairs))
            rise = np.diff(criterion.score(pairs)[order])
            assert (rise * criterion.direction >= 0).all()


@each
def test_who_declares_a_way_scores_along_it_and_who_declares_none_scores_nothing(criterion):
    scores = set()
    for problem in SAMPLES:
        shift, member = np.divmod(np.arange(96), 12)
        scores |= set(criterion.score(Pairing(problem, shift, member)).tolist())

    assert criterion.direction in (-1, 0, 1)
    assert len(scores) > 1 if criterion.direction else scores == {0.0}


@each
def test_every_criterion_forbids_or_scores_something_and_not_everything(criterion):
    allowed, ladders = set(), 0
    for problem in SAMPLES:
        shift, member = np.divmod(np.arange(96), 12)
        allowed |= set(criterion.allows(Pairing(problem, shift, member)).tolist())
        ladders += len(criterion.ladders(problem))

    assert True in allowed
    assert False in allowed or criterion.direction or ladders


@each
def test_hard_rules_answer_for_each_member_apart(criterion):
    for problem in SAMPLES:
        everybody = np.arange(problem.members.count)
        for shift in range(problem.shifts.count):
            together = criterion.allows(pairing(problem, shift, everybody))
            assert together.dtype == np.bool_
            apart = [criterion.allows(pairing(problem, shift, row[None]))[0] for row in everybody]
            assert together.tolist() == apart


@each
def test_ladders_fall_and_stay_within_a_score_of_1(criterion):
    for problem in SAMPLES:
        ladders = criterion.ladders(problem)
        assert sum(float(ladder.scores.max(initial=0)) for ladder in ladders) <= 1
        for ladder in ladders:
            assert ladder.sizes.shape == ladder.scores.shape
            assert (ladder.sizes >= 0).all()
            assert (ladder.scores >= 0).all()
            assert (np.diff(ladder.scores, axis=1) <= 0).all()


@each
def test_ladders_have_a_rung_for_every_place_that_can_be_given(criterion):
    for problem in SAMPLES:
        room = {
            "member": problem.room,
            "unit": np.full(problem.units, problem.open_places),
            "community": problem.community_open,
        }
        for ladder in criterion.ladders(problem):
            assert ladder.sizes.sum(axis=1).tolist() == room[ladder.group].tolist()


@each
def test_sentences_are_said_in_both_languages(criterion):
    pairs = [(problem, *divmod(pair, 12)) for problem in SAMPLES for pair in range(96)]
    sentences = {said.zh + said.en: said for said in (criterion.explain(*pair) for pair in pairs)}

    for said in (*sentences.values(), criterion.label, criterion.refusal):
        assert any("一" <= letter <= "鿿" for letter in said.said("zh-hans"))
        assert said.said("en").strip()
        assert said.zh != said.en
        assert "{" not in said.zh + said.en
        assert said.code.split(".")[0] == criterion.name


@each
@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_pairs_that_are_alike_are_explained_in_the_same_words(criterion, seed):
    problem = aged_problem(seed, members=12, shifts=4)
    shift, member = np.divmod(np.arange(48), 12)

    alike = criterion.alike(Pairing(problem, shift, member))

    said: dict[int, str] = {}
    for number, row, who in zip(alike.tolist(), shift.tolist(), member.tolist(), strict=True):
        words = criterion.explain(problem, row, who)
        assert said.setdefault(number, words.zh + words.en) == words.zh + words.en


def test_the_sentences_say_what_is_so():
    problem = plain_problem(
        members={"x": np.array([900, 0, 4_200]), "skills": np.array([1, 0, 3], dtype=np.uint64)},
        shifts={"required": np.array([1, 0], dtype=np.uint64), "places": np.array([1, 1])},
    )
    busy = changed(problem, members={"taken": np.array([1, 0, 0])})

    said = {item.name: item.explain(problem, 0, 0).zh for item in criteria()}

    assert said["near"] == "家离约 900 米（步行约 12 分钟）"
    assert said["free"] == "周六上午有空"
    assert said["skilled"] == "有急救特长"
    assert said["rested"] == "当月还没有安排"
    assert said["balanced"] == "社区当月还缺 2 人"
    later = {item.name: item.explain(busy, 0, 0).zh for item in criteria()}
    assert later["rested"] == "当月已安排 1 次，还愿意再来 1 次"
    far = {item.name: item.explain(problem, 0, 2).zh for item in criteria()}
    assert far["near"] == "家离约 4.2 公里（骑车约 21 分钟）"
    assert far["skilled"] == "有急救特长"
