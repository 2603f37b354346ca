"""Text is cleaned, spelled, cut for search and shown in short."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import text

chinese = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("张　伟", "张伟"),
        (" 甲 一\n禾 ", "甲一禾"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 . 买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("甲\u200b一", "甲一"),
    ],
)
def test_names_are_cleaned(raw, clean):
    assert text.cleaned_name(raw) == clean


@given(st.text())
def test_cleaning_a_name_twice_changes_nothing(raw):
    once = text.cleaned_name(raw)

    assert text.cleaned_name(once) == once


@pytest.mark.parametrize(
    ("name", "spelled", "short"),
    [
        ("单一禾", "shanyihe", "syh"),
        ("仇样", "qiuyang", "qy"),
        ("欧阳样例", "ouyangyangli", "oyyl"),
        ("尉迟一", "yuchiyi", "ycy"),
        ("曾甲", "zengjia", "zj"),
        ("Ann Lee", "annlee", "al"),
    ],
)
def test_names_are_spelled_with_the_surname_read_as_a_surname(name, spelled, short):
    assert text.name_pinyin(name) == spelled
    assert text.name_initials(name) == short


def test_initials_of_a_place():
    assert text.initials("历城区") == "lcq"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("志愿服务 2026", "zhi-yuan-fu-wu-2026"),
        ("AI课堂", "ai-ke-tang"),
        ("Café", "cafe"),
        ("！！", ""),
    ],
)
def test_slugs_are_ascii(title, slug):
    assert text.slug(title) == slug


@given(st.text(), st.integers(1, 40))
def test_a_slug_is_always_short_ascii(title, length):
    assert re.fullmatch(r"[a-z0-9-]*", text.slug(title, length=length))
    assert len(text.slug(title, length=length)) <= length


def test_bigrams_end_with_the_last_character():
    assert text.bigrams("志愿服务") == ["志愿", "愿服", "服务", "务"]
    assert text.bigrams("人") == ["人"]


@given(chinese, st.data())
def test_every_part_of_a_run_is_found_as_a_phrase_of_its_bigrams(run, data):
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    tokens = text.bigrams(run)

    phrase = text.phrase_bigrams(run[start:end])

    if len(phrase[0]) == 1:
        assert any(token.startswith(phrase[0]) for token in tokens)
    else:
        joined = "\x00".join(tokens)
        assert "\x00".join(phrase) in joined


def test_mixed_text_is_indexed_by_run():
    assert text.search_text("参加AI 课") == "参加 加 ai 课"
    assert text.search_phrases("志愿服务 AI") == [["志愿", "愿服", "服务"], ["ai"]]


def test_an_excerpt_shows_the_hit_inside_a_sentence():
    long = "早晨的风很轻。" * 30 + "这里招募志愿者三名。" + "晚上的灯很亮。" * 30

    pieces = text.excerpt(long, ["志愿"], length=40)

    assert ("志愿", True) in pieces
    assert pieces[0] == ("…", False)
    assert pieces[-1] == ("…", False)


@given(st.text(), st.lists(st.text(max_size=4), max_size=3), st.integers(10, 60))
def test_an_excerpt_keeps_the_text_as_it_is(whole, terms, length):
    pieces = text.excerpt(whole, terms, length=length)

    shown = "".join(piece for piece, _ in pieces).strip("…")
    assert shown.strip("…") in text.squeezed(whole)


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("百花公园社区居民委员会", "百花公园社区"),
        ("甸柳社区居委会", "甸柳社区"),
        ("东关居民委员会", "东关社区"),
        ("某某村民委员会", "某某村"),
        ("某某村村民委员会", "某某村"),
        ("山大路街道", "山大路街道"),
    ],
)
def test_areas_have_short_names(full, short):
    assert text.short_area_name(full) == short


def test_distances_are_said_with_the_walk():
    assert text.distance_in_words(648) == "约 650 米 · 步行 9 分钟"
    assert text.distance_in_words(1500, "en") == "about 1.5 km · 20 min walk"
    assert text.distance_in_words(5230) == "约 5.2 公里"
