"""Checks of Chinese text find what an editor should look at, and leave good text alone."""

from datetime import UTC, datetime, timedelta

import pytest

from cms import checking
from cms.checking import Finding


def test_good_text_has_no_findings():
    text = "带上身份证，到一楼窗口取号，电话 0531-55501001。2026-12-05 上午也开门。"

    assert checking.of_text(text) == []


def test_a_sentence_that_nobody_reads_to_its_end_is_found():
    long = "这是一个" + "非常" * 30 + "长的句子"

    assert checking.of_text(f"短句。{long}。") == [Finding("long-sentence", long)]


@pytest.mark.parametrize(
    "number",
    [
        "13812345678", "138 1234 5678", "+86 13812345678", "0531-55501001", "400-123-4567",
        "12345", "110", "96871", "0531 8888 0000", "010-62345678", "（0531）55501001",
    ],
)  # fmt: skip
def test_a_real_number_is_a_phone(number):
    assert checking.is_phone(number)


@pytest.mark.parametrize("number", ["1381234567", "23812345678", "0531-5550", "138123456789", ""])
def test_a_slip_is_no_phone(number):
    assert not checking.is_phone(number)


def test_a_mistyped_phone_in_a_text_is_found():
    assert checking.of_text("请打 1381234567 找林样例。") == [
        Finding("strange-phone", "1381234567")
    ]


@pytest.mark.parametrize("text", ["2026-11-21", "2026-12-05 到 2027-01-05", "8:30–17:30"])
def test_days_and_hours_are_no_phones(text):
    assert checking.of_text(text) == []


def test_shouting_is_found():
    assert checking.of_text("快来报名！！！") == [Finding("shouting", "快来报名！！！")]


def test_a_link_must_say_where_it_leads():
    assert list(checking.empty_links(["点击这里", "办事指南", " 详情 "])) == [
        Finding("empty-link", "点击这里"),
        Finding("empty-link", "详情"),
    ]


def test_a_gathering_needs_its_time():
    start = datetime(2026, 12, 5, 1, tzinfo=UTC)

    assert list(checking.gathering_times(None, None)) == [Finding("no-date")]
    assert list(checking.gathering_times(start, start + timedelta(hours=2))) == []
    assert list(checking.gathering_times(start, start + timedelta(hours=26))) == [
        Finding("long-gathering")
    ]
