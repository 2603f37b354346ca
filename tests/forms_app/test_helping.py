"""Filling a form in for somebody: who, for whom, how they agreed; and one's own name when asked."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser

from forms_app.actions.submit import NotForYou, submit
from forms_app.engine.definition import Field
from forms_app.knowing import KNOWN, known_of
from forms_app.models import Draft, Form, Submission, SubmissionEvent
from forms_app.models.form import FormAudience, HelpedBy
from forms_app.permissions import may_fill_in, may_fill_in_for_others
from forms_app.views.helping import own_answers
from outbox.models import Message
from people.models import Post, Unit, User
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import NOW, answers_to
from tests.forms_app.stepped import ALONE, NAME, Visitor, stepped_form
from tests.forms_app.test_carrying import send
from tests.forms_app.test_compiling import definition_of, question
from volunteering.models import Member

pytestmark = pytest.mark.django_db
PAGE = "/forms/ask-for-help/"


def test_a_worker_fills_in_for_somebody_and_all_of_it_is_on_record(form, town):
    worker = town.staff()
    visitor = Visitor(sign_in(worker), PAGE)
    assert "我替别人填" in visitor.visible

    visitor.press(**answers_to(form), helped="林样例", agreed="present")
    assert "替 林样例 · 本人在场，当面同意 填写" in visitor.visible
    visitor.press("send")

    kept = Submission.objects.get()
    event = SubmissionEvent.objects.get()
    assert kept.person is None
    assert (event.kind, event.actor, event.words) == (
        "filled_in",
        worker,
        "林样例 · 本人在场，当面同意",
    )
    assert Message.objects.filter(topic="sms", key=f"forms_app.filled_in:{kept.pk}").count() == 1
    desk = sign_in(worker).get(f"/admin/submissions/{kept.pk}/").content.decode()
    assert "代人填写" in desk


def test_nothing_is_sent_before_it_is_said_how_the_person_agreed(form, town):
    visitor = Visitor(sign_in(town.staff()), PAGE)

    visitor.press(**answers_to(form), helped="林样例")

    assert "请选对方是怎么同意的" in visitor.visible
    assert Draft.objects.get().notes == {"helped": "林样例", "agreed": ""}


def test_who_has_no_post_fills_in_for_themselves(client, form):
    visitor = Visitor(client, PAGE)
    assert "我替别人填" not in visitor.visible

    visitor.press(**answers_to(form), helped="林样例", agreed="present")
    visitor.press("send")

    assert Submission.objects.count() == 1
    assert not SubmissionEvent.objects.exists()


THERE = [one for one in Post.Role if one is not Post.Role.UNIT_LIAISON]


@pytest.mark.parametrize(
    ("helped_by", "roles", "who"),
    [
        (HelpedBy.STAFF, [], set(THERE)),
        (HelpedBy.WORKERS, [], {Post.Role.GRID_WORKER, Post.Role.COMMUNITY_WORKER}),
        (HelpedBy.LISTED, ["street_officer", "organiser"],
         {Post.Role.STREET_OFFICER, Post.Role.ORGANISER}),
        (HelpedBy.LISTED, [], set()),
        (HelpedBy.NOBODY, ["grid_worker"], set()),
    ],
)  # fmt: skip
def test_the_form_says_which_posts_help(form, town, helped_by, roles, who):
    form.helped_by, form.helper_roles = helped_by, roles

    may = {role for role in THERE if may_fill_in_for_others(town.staff(role=role), form)}

    assert may == who
    assert not may_fill_in_for_others(AnonymousUser(), form)
    admin = User.objects.create_superuser(username="root", name="样例零")
    assert may_fill_in_for_others(admin, form) == bool(who)


def test_a_post_that_does_not_help_can_still_fill_in_what_is_for_staff(form, town):
    form.audience, form.helped_by = FormAudience.STAFF, HelpedBy.NOBODY

    assert may_fill_in(town.staff(), form)
    assert not may_fill_in_for_others(town.staff(), form)


def test_where_nobody_helps_page_queue_and_action_refuse(form, town):
    Form.objects.update(helped_by=HelpedBy.NOBODY)
    worker = town.staff()
    visitor = Visitor(sign_in(worker), PAGE)
    assert "我替别人填" not in visitor.visible

    carried = send(sign_in(worker), form, answers_to(form), helped="林样例", agreed="present")
    with pytest.raises(NotForYou):
        submit(
            version=Form.objects.get().current,
            values={},
            key="k",
            now=NOW,
            by=worker,
            helped="林样例 · 本人在场，当面同意",
        )

    assert (carried.status_code, carried.json()["code"]) == (409, "no_help")
    assert not Submission.objects.exists()
    visitor.press(**answers_to(form), helped="林样例", agreed="present")
    visitor.press("send")
    assert Submission.objects.get().person == worker
    assert not SubmissionEvent.objects.exists()


def test_ones_own_name_is_typed_only_when_one_asks(town):
    stepped_form(town.city)
    person = town.staff()
    visitor = Visitor(sign_in(person))
    assert f'value="{person.name}"' not in visitor.visible

    visitor.press("own", **{ALONE: "no"})

    assert f'name="{NAME}" value="{person.name}"' in visitor.visible
    visitor.press("own", **{NAME: "另一个人"})
    assert 'value="另一个人"' in visitor.visible


@pytest.mark.parametrize(
    ("lives_in", "typed"),
    [
        ("grid", ["百花园社区", "百花园社区", "百花园社区1网格", "百花园社区"]),
        ("community", ["百花园社区", "百花园社区", None, "百花园社区"]),
        (None, [None, None, None, None]),
    ],
)
def test_ones_own_community_and_grid_are_typed_only_when_one_asks(town, lives_in, typed):
    grid = town.community.add_child(
        code="370199001001g1", level="grid", name="百花园社区1网格", short_name="百花园社区1网格"
    )
    person = town.staff()
    where = {"grid": grid, "community": town.community, None: None}[lives_in]
    unit = Unit.objects.create(name="样例单位", area=town.community)
    Member.objects.create(user=person, number="1", unit=unit, home_area=where)
    form = Form(area=town.city)
    asked = [
        Field(id=str(number), key=f"f{number}", type=kind, label="", options=options)
        for number, (kind, options) in enumerate(
            [
                ("community", {}),
                ("area", {"level": "community"}),
                ("area", {"level": "grid"}),
                ("address", {"with_area": True}),
            ]
        )
    ]
    for number in range(12):
        town.add_community(town.other_street, f"37019900210{number:02}", f"样例{number}社区")

    found = own_answers(asked, person, form)
    elsewhere = own_answers(asked, person, Form(area=town.other_street))

    assert [found.get(name) for name in ("f0", "f1", "f2", "f3.area")] == typed
    assert elsewhere == own_answers(asked, AnonymousUser(), form) == {}


def test_the_button_names_what_the_account_knows(form, town):
    person = town.staff()
    unit = Unit.objects.create(name="样例单位", area=town.community)
    Member.objects.create(user=person, number="1", unit=unit, home_area=town.community)
    visitor = Visitor(sign_in(person), PAGE)
    chosen = re.compile(r'value="370199001001"[^>]* checked')

    assert "填我自己的：社区、手机号" in visitor.visible
    assert not chosen.search(visitor.visible)
    visitor.press("own")
    assert chosen.search(visitor.visible)


def test_rules_may_ask_what_is_known_here(town):
    definition = definition_of(
        *(
            ("hidden", question(name, source="known", name=name, required=False))
            for name in [*KNOWN, "stranger"]
        )
    )
    keys = [field.key for field in definition.fields]

    worker = known_of(definition, town.staff())
    nobody = known_of(definition, None)

    assert [worker.get(key) for key in keys[:2]] == ["yes", "yes"]
    assert [nobody.get(key) for key in keys[:2]] == ["no", "no"]
    assert keys[-1] not in worker
