"""What is typed is kept until it is sent: sealed, by number and code, for a fortnight."""

from datetime import timedelta

import pytest
from django.db import connection

from forms_app.actions.purge_drafts import purge_drafts
from forms_app.actions.resume_draft import resume_draft
from forms_app.actions.save_draft import KEPT_FOR, code_of_draft, save_draft
from forms_app.actions.submit import NotOpen, submit
from forms_app.duties import DUTIES, delete_old_drafts
from forms_app.erasures import erased
from forms_app.models import Draft, Submission
from foundation.errors import NotFound
from foundation.identifiers import national_mobile
from people.actions.export import own_data
from people.traces import Traces
from tests.forms_app.conftest import NOW

pytestmark = pytest.mark.django_db


def keys_of(form):
    return [field.key for field in form.current.definition.fields]


def save(form, given, **changed):
    options = {"version": form.current, "key": "k1", "now": NOW} | changed
    return save_draft(given=given, **options)


def test_what_is_typed_is_kept_sealed_and_found_by_number_and_code(form):
    first, *_ = keys_of(form)

    kept = save(form, {first: ["林样例"]}, place="s2")

    found = resume_draft(reference=kept.draft.reference, code=kept.code, now=NOW)
    assert (found.given, found.place, found.key) == ({first: ["林样例"]}, "s2", "k1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, code_digest FROM forms_app_draft")
        [(answers, digest)] = cursor.fetchall()
    assert answers.startswith("s1.")
    assert kept.code not in digest


def test_saving_again_replaces_only_what_it_speaks_for(form):
    first, second, *_ = keys_of(form)
    save(form, {first: ["甲"], second: ["乙"], f"{second}.part": ["丙"]})

    kept = save(form, {second: ["丁"], first: ["不算"], "stranger": ["x"]}, only=[second])

    assert kept.draft.given == {first: ["甲"], second: ["丁"]}
    assert Draft.objects.count() == 1


def test_a_saving_that_a_later_one_of_the_same_page_overtook_changes_nothing(form):
    first, *_ = keys_of(form)
    save(form, {first: ["甲乙丙"]}, notes={"turn": "0a1b2c3d.2"}, place="s2")

    late = save(form, {first: ["甲"]}, notes={"turn": "0a1b2c3d.1"}, place="s1")

    assert (late.draft.given, late.draft.place) == ({first: ["甲乙丙"]}, "s2")
    assert Draft.objects.get().given == {first: ["甲乙丙"]}


def test_each_opened_page_counts_for_itself_and_pages_that_do_not_count_are_kept(form):
    first, *_ = keys_of(form)
    save(form, {first: ["甲"]}, notes={"turn": "0a1b2c3d.7"})

    for turn, text in (("ffffffff.1", "乙"), ("", "丙"), ("nonsense", "丁"), ("0a1b2c3d.8", "戊")):
        assert save(form, {first: [text]}, notes={"turn": turn}).draft.given == {first: [text]}
    assert save(form, {first: ["己"]}, notes={"turn": "ffffffff.1"}).draft.given == {first: ["戊"]}


def test_only_the_latest_pages_are_remembered(form):
    first, *_ = keys_of(form)

    for page in range(12):
        save(form, {first: ["甲"]}, notes={"turn": f"{page:08x}.1"})

    assert list(Draft.objects.get().notes["turns"]) == [f"{page:08x}" for page in range(4, 12)]


def test_what_the_form_does_not_ask_is_not_kept(form):
    kept = save(form, {"stranger": ["x"], "ticket": ["y"]})

    assert kept.draft.given == {}


@pytest.mark.parametrize(
    "wrong", [{"code": "000000"}, {"reference": "100000000"}, {"now": NOW + KEPT_FOR}]
)
def test_a_wrong_number_a_wrong_code_and_a_late_one_look_alike(form, wrong):
    kept = save(form, {})
    assert kept.code != "000000"

    with pytest.raises(NotFound) as refusal:
        resume_draft(**({"reference": kept.draft.reference, "code": kept.code, "now": NOW} | wrong))

    assert refusal.value.code == "no_such_draft"


def test_each_saving_keeps_it_for_another_fortnight(form):
    save(form, {})

    later = save(form, {}, now=NOW + timedelta(days=10)).draft

    assert later.expires_at == NOW + timedelta(days=24)
    assert later.created_at == NOW
    assert purge_drafts(now=NOW + timedelta(days=23)) == 0
    assert purge_drafts(now=NOW + timedelta(days=24)) == 1
    assert not Draft.objects.exists()
    assert delete_old_drafts in DUTIES


def test_nothing_is_kept_after_the_form_closed(form):
    form.closes_at = NOW
    form.save()

    with pytest.raises(NotOpen):
        save(form, {})

    assert not Draft.objects.exists()


def test_what_was_sent_leaves_an_empty_draft_that_leads_to_it(form):
    first, *_ = keys_of(form)
    save(form, {first: ["林样例"]}, notes={"proven": {"x": "y"}})

    receipt = submit(version=form.current, values={first: "林样例"}, key="k1", now=NOW)
    late = save(form, {first: ["再打一遍"]}).draft

    assert late.submission == receipt.submission
    assert (late.answers, late.aside) == ("", "")
    assert Submission.objects.count() == 1


def test_a_draft_stays_with_the_version_it_began_with(form):
    seen = form.current
    save(form, {})
    form.title = "请邻居帮忙"
    form.save_revision().publish()

    kept = save_draft(version=form.current, key="k1", given={}, now=NOW)

    assert form.current != seen
    assert kept.draft.version == seen


def test_a_person_has_their_drafts_with_their_data_and_is_forgotten_in_them(form, town):
    first, *_ = keys_of(form)
    person = town.staff()
    save(form, {first: ["灯坏了"]}, by=person)
    save(form, {first: [f"打 {national_mobile(person.phone)}"]}, key="k2")
    save(form, {first: ["别人的"]}, key="k3")
    save(form, {first: [f"找{person.name}"]}, key="k4")

    [begun] = own_data(person)["forms_not_sent"]
    erased(person, Traces.of(person), NOW)

    assert begun["typed"] == {first: ["灯坏了"]}
    assert [draft.key for draft in Draft.objects.all()] == ["k3", "k4"]


def test_the_code_of_a_draft_is_no_code_of_a_submission(form):
    kept = save(form, {})

    assert len(kept.code) == 6
    assert kept.code == code_of_draft(kept.draft)
