"""Pages to be typeset: answers are data, what loads code is refused, every layout holds."""

import pytest

from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.samples import sample_context
from forms_app.engine.typeset_source import (
    LAYOUTS,
    NEVER,
    PREAMBLE,
    content_of,
    example_values,
    gaps_unknown,
    layout,
    line_of,
    pictures_in,
    program,
    words_refused,
)
from forms_app.typesetting import NotTypeset, typeset

FIELDS = (
    Field("1", "fwhat", "long_text", "要做什么"),
    Field("2", "fphone", "phone", "手机号", data_class="personal"),
    Field("3", "fphoto", "photo", "照片"),
    Field("4", "fsign", "signature", "签名"),
)
FORM = Definition("请人帮忙", "", "", (AnswerStep("p", "", (Section("s", "", FIELDS),)),))
EVIL = '换灯泡") #panic() #import "@preview/x:1.0.0" $ `'
VALUES = {
    "fwhat": EVIL,
    "fphone": "+8613900000001",
    "fphoto": ["u1"],
    "fsign": {"name": "林样例", "drawn": "u2"},
}
KNOWN = {"number": "123 456 789", "day": "1 月 5 日", "area": "样例社区", "title": FORM.title}


def content(*, revealed=False, values=VALUES):
    found = content_of(FORM, values, sample_context(), known=KNOWN, revealed=revealed)
    return found | {"title": "登记表"}


def test_gaps_are_looked_up_and_other_braces_are_the_authors():
    found = program("{Q1}(见附件) {编号} #{ let x = 1 } {@fphone}", FORM)

    assert found.removeprefix(PREAMBLE) == (
        '#answer("fwhat");(见附件) #known("number"); #{ let x = 1 } #answer("fphone");'
    )
    assert gaps_unknown("{Q1} {Q9} {@gone} #{ let x = 1 } {编号}", FORM) == ["Q9", "@gone"]


def test_no_answer_is_ever_part_of_the_program():
    assert EVIL not in program(layout("registration"), FORM)
    assert content()["words"]["fwhat"] == EVIL


def test_personal_answers_are_masked_and_their_pictures_left_out_unless_asked_for():
    masked, whole = content(), content(revealed=True)

    assert (masked["words"]["fphone"], whole["words"]["fphone"]) == ("139****0001", "13900000001")
    assert [kind for _key, kind, _ids in pictures_in(FORM, VALUES, revealed=False)] == ["photo"]
    assert [kind for _key, kind, _ids in pictures_in(FORM, VALUES, revealed=True)] == [
        "photo", "signature",
    ]  # fmt: skip


@pytest.mark.parametrize("word", NEVER)
def test_words_that_load_code_are_refused(word):
    assert words_refused(f'= 表\n#{word}("x")') == [word]
    assert words_refused(f"#let a-{word} = 1; my{word}") == []


def test_the_line_of_an_error_is_the_authors_own():
    own = program("一\n#nothing-here", FORM)

    with pytest.raises(NotTypeset, match="unknown variable") as refusal:
        typeset(own, content(), {})

    assert line_of(refusal.value.line) == 2


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_typeset_with_hostile_answers_and_with_none(name):
    full = typeset(program(layout(name), FORM), content(revealed=True), {})
    empty = typeset(program(layout(name), FORM), content(values={}), {})

    assert full.startswith(b"%PDF-")
    assert empty.startswith(b"%PDF-")


def test_pictures_stand_on_the_page():
    from tests.forms_app.engine.hostile_files import picture

    shown = content() | {"pictures": [{"key": "fphoto", "type": "photo", "file": "picture-0.jpg"}]}
    bare = typeset(program("#photographs()", FORM), content(), {})
    found = typeset(program("#photographs()", FORM), shown, {"picture-0.jpg": picture()})

    assert b"/Subtype/Image" in found
    assert b"/Subtype/Image" not in bare


@pytest.mark.parametrize(
    "source",
    [
        '#import "@preview/cetz:0.2.0"',
        '#read("/etc/hostname")',
        '#read("../../../etc/hostname")',
        '#image("/proc/self/environ")',
        "#let f(n) = f(n + 1)\n#f(0)",
        "#range(100000000).len()",
    ],
)
def test_the_typesetter_reaches_no_file_no_network_and_has_bounds(source):
    """Even where the words were not looked at before."""
    with pytest.raises(NotTypeset):
        typeset(source, content(), {})


def test_example_answers_come_from_the_first_sample_or_from_the_types():
    assert example_values(FORM)["fphone"].startswith("+86")
