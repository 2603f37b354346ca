"""The demo's texts are complete, linked to each other, and of the promised amount."""

import json
import re
from collections import Counter

import pytest

from config.demo.texts import FOLDER, texts

PICTURES = {row["key"] for row in texts("images")}
COMMUNITIES = {row["key"] for row in texts("communities")}
SERVICES = {row["key"] for row in texts("services")["items"]}


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def every_text():
    for path in sorted(FOLDER.glob("*.json")):
        for text in strings(json.loads(path.read_text(encoding="utf-8"))):
            yield path.name, text


def test_an_unwritten_kind_is_refused():
    with pytest.raises(FileNotFoundError):
        texts("poems")


def test_files_are_pretty_printed_utf8():
    for path in FOLDER.glob("*.json"):
        raw = path.read_text(encoding="utf-8")
        assert raw == json.dumps(json.loads(raw), ensure_ascii=False, indent=2) + "\n", path.name


def test_no_text_shouts_or_stays_empty_at_its_edges():
    for name, text in every_text():
        assert "！" not in text, (name, text)
        assert "!" not in text, (name, text)
        assert text == text.strip(), (name, text)


def test_phones_are_the_invented_ones():
    for name, text in every_text():
        for phone in re.findall(r"0531-\d+", text):
            assert re.fullmatch(r"0531-5550\d{4}", phone), (name, phone)
        assert not re.search(r"1[3-9]\d{9}", text), (name, text)


def test_pictures_are_described_once():
    keys = [row["key"] for row in texts("images")]

    assert len(keys) == len(set(keys)) == 47
    assert len({row["alt"] for row in texts("images")}) == 47
    assert all(len(row["alt"]) >= 10 for row in texts("images"))


def test_every_picture_named_is_in_the_list():
    named = [row["picture"] for kind in ("communities", "news", "events") for row in texts(kind)]
    named += [row["picture"] for kind in ("brands", "pages", "lectures") for row in texts(kind)]
    named += [key for row in texts("brands") for key in row["gallery"]]
    named += [row["picture"] for row in texts("services")["categories"]]

    assert set(named) <= PICTURES


def test_there_are_45_services_in_six_categories():
    categories = [row["key"] for row in texts("services")["categories"]]
    items = texts("services")["items"]

    assert len(categories) == len(set(categories)) == 6
    assert len(items) == len(SERVICES) == 45
    assert {row["category"] for row in items} == set(categories)
    for field in ("title", "summary", "phone", "audience"):
        assert len({row[field] for row in items}) == 45, field


def test_each_service_says_what_to_bring_and_what_happens():
    for item in texts("services")["items"]:
        assert item["conditions"], item["key"]
        assert item["materials"], item["key"]
        assert len(item["steps"]) >= 2, item["key"]
        assert {m["kind"] for m in item["materials"]} <= {"original", "copy"}, item["key"]
        assert all(m["count"] >= 1 for m in item["materials"]), item["key"]
        assert 1 <= item["days"] <= item["legal_days"], item["key"]
        assert set(item["related"]) <= SERVICES - {item["key"]}, item["key"]


def test_questions_are_short_and_asked_once():
    asked = [one for item in texts("services")["items"] for one in item["questions"]]

    assert len(asked) == len({one["question"] for one in asked}) == 40
    assert all(len(one["question"]) <= 60 and one["answer"] for one in asked)


def test_communities_lie_in_different_streets_and_say_whom_to_call():
    rows = texts("communities")

    assert len(rows) == len(COMMUNITIES) == 8
    assert len({row["street"] for row in rows}) >= 5
    assert all(re.fullmatch(r"370112\d{6}", row["code"]) for row in rows)
    assert all(len(row["people"]) == 3 for row in rows)


def test_each_community_has_five_articles_of_its_own():
    rows = texts("news")

    assert Counter(row["community"] for row in rows) == dict.fromkeys(COMMUNITIES, 5)
    assert len({row["title"] for row in rows}) == 40
    assert all(row["offset_days"] < 0 for row in rows)
    assert {row["sort"] for row in rows} == {"notice", "story", "report"}


def test_articles_have_a_short_summary_and_a_body_with_headings():
    for row in texts("news"):
        kinds = Counter(block["type"] for block in row["body"])
        assert 55 <= len(row["summary"]) <= 90, (row["title"], len(row["summary"]))
        assert 4 <= kinds.total() - kinds["heading"] <= 8, (row["title"], kinds)
        assert kinds["heading"] >= 1, row["title"]
        assert kinds["quote"] >= 1, row["title"]
        assert set(kinds) <= {"paragraph", "heading", "quote", "list"}


def test_no_paragraph_is_used_twice():
    bodies = [row["body"] for kind in ("news", "events", "pages") for row in texts(kind)]
    paragraphs = Counter(b["text"] for body in bodies for b in body if b["type"] == "paragraph")
    paragraphs.update(text for row in texts("brands") for text in row["story"])

    assert [text for text, times in paragraphs.items() if times > 1] == []


def test_events_lie_before_and_after_today():
    rows = texts("events")

    assert len(rows) == 34
    assert {row["community"] for row in rows} == COMMUNITIES
    assert sum(row["offset_days"] > 0 for row in rows) >= 20
    assert sum(row["offset_days"] < 0 for row in rows) >= 8
    assert all(row["seats"] > 0 and row["minutes"] >= 30 for row in rows)


def test_lectures_of_four_kinds_fill_the_weeks():
    schedules = texts("lectures")
    lectures = [row for schedule in schedules for row in schedule["lectures"]]

    assert len(schedules) == 4
    assert len(lectures) == 44
    assert all(re.fullmatch(r"\d\d:\d\d", row["start"]) for row in lectures)
    assert len({row["title"] for row in lectures}) == 44


def test_brands_tell_a_story_and_link_to_what_exists():
    titles = {row["title"] for row in texts("events")}

    assert len(texts("brands")) == 6
    for row in texts("brands"):
        assert 4 <= len(row["story"]) <= 6, row["key"]
        assert 40 <= len(row["summary"]) <= 90, row["key"]
        assert row["community"] in COMMUNITIES
        assert set(row["services"]) <= SERVICES, row["key"]
        assert set(row["events"]) <= titles, row["key"]


def test_each_community_names_a_brand_that_exists():
    brands = {row["key"] for row in texts("brands")}

    assert {row["brand"] for row in texts("communities")} <= brands


def test_the_standard_pages_are_all_there():
    keys = [row["key"] for row in texts("pages")]

    assert keys == ["about", "volunteer", "privacy", "accessibility", "help", "contact"]


def test_needs_ask_for_skills_that_exist_in_the_right_way():
    kinds = {row["key"]: row["kind"] for row in texts("skills")}
    rows = texts("needs")

    assert len(rows) == len({row["key"] for row in rows}) == 65
    assert len({row["text"] for row in rows}) == 65
    for row in rows:
        assert set(row["soft"]) <= set(kinds), row["key"]
        assert all(kinds[key] == "hard" for key in row["hard"]), row["key"]
        assert row["day_parts"], row["key"]
        assert set(row["day_parts"]) <= {"am", "pm", "eve"}, row["key"]
        assert 30 <= row["minutes"] <= 480, row["key"]
        assert row["risk"], row["key"]
        assert row["people"] >= 1, row["key"]


def test_every_skill_is_asked_for_somewhere():
    asked = {key for row in texts("needs") for key in row["soft"] + row["hard"]}

    assert asked == {row["key"] for row in texts("skills")}


def test_residents_say_sixty_different_things():
    rows = texts("comments")

    assert len({row["text"] for row in rows}) == len(rows) >= 60
    assert {row["stars"] for row in rows} == {3, 4, 5}


def test_names_carry_the_mark_of_invention():
    names = texts("names")

    assert set(names["markers"]) == set("例样试示拟演")
    combinations = len(names["surnames"]) * len(names["markers"]) * len(names["given"])
    assert combinations >= 19_600
    for part in ("surnames", "markers", "given"):
        assert len(set(names[part])) == len(names[part]), part


def test_units_are_enough_for_a_city_and_visibly_invented():
    units = texts("units")

    per_industry = sum(len(row["stems"]) * len(row["parts"]) for row in units["industries"])
    assert per_industry * len(units["levels"]) * len(units["markers"]) >= 2_640
    assert sum(row["share"] for row in units["levels"]) == pytest.approx(1)
    assert units["markers"] == ["示例", "样例", "拟设"]
