"""From a form to the rating: raised by a worker, served by a member, rated by who asked."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from forms_app.actions.advance_course import advance_course
from forms_app.actions.publish_starter import publish_starter
from forms_app.actions.start_step import start_step
from forms_app.actions.submit import submit
from forms_app.models import Course, Form
from forms_app.starting import form_steps
from foundation import clock
from tests.factories.sessions import sign_in
from tests.volunteering.conftest import NOW
from volunteering.actions.add_shifts import ShiftContent, add_shifts
from volunteering.actions.check_in_by_desk import check_in_by_desk, check_out_by_desk
from volunteering.actions.close_shift import close_shift
from volunteering.actions.post_need import open_need
from volunteering.actions.sign_up import sign_up
from volunteering.models import Need, Rating

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
STEPS = [
    {"type": "raise_need", "id": "a0000000-0000-4000-8000-000000000001", "value": {}},
    {"type": "wait", "id": "a0000000-0000-4000-8000-000000000002", "value": {"unit": "served"}},
    {
        "type": "notify",
        "id": "a0000000-0000-4000-8000-000000000003",
        "value": {"to": "sender", "by": "", "words": "请用受理号和查询码说一说这次帮得怎么样。"},
    },
]


def coursed(town) -> Form:
    form = publish_starter(key="ask_for_help", area=town.city)
    form.after = json.dumps(STEPS)
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


def answers(form: Form, town) -> dict:
    kinds = {
        "choice": "c0000003",
        "long_text": "厨房的灯不亮了",
        "community": town.community.code,
        "phone": "+8613900000001",
        "consent": True,
        "person_name": "林样例",
    }
    fields = form.current.definition.fields
    return {field.key: kinds[field.type] for field in fields if field.type in kinds}


def test_from_a_form_to_the_rating(town, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    form, worker, member = coursed(town), town.staff(), town.member()
    receipt = submit(version=form.current, values=answers(form, town), key="k", now=NOW)
    found = receipt.submission
    asked = {"reference": found.reference, "code": receipt.code}

    def status() -> str:
        return client.post("/forms/status/", asked).content.decode()

    advance_course(submission_id=found.pk, now=NOW)
    assert Course.objects.get().waits_for == "button"
    assert "/rate/" not in status()
    office = sign_in(worker)
    office.post(reverse("submissions:start", args=[found.pk]))
    need = Need.objects.get(origin_reference=found.reference)
    assert Course.objects.get().waits_for == "served"
    open_need(by=worker, need_id=need.pk)
    assert "社区正在找志愿者" in status()
    content = ShiftContent(NOW + 2 * HOUR, NOW + 3 * HOUR, "3号楼", 1)
    [shift] = add_shifts(by=worker, need_id=need.pk, contents=[content], now=NOW)
    place = sign_up(by=member.user, shift_id=shift.pk, now=NOW)
    assert "1 位志愿者" in status()

    check_in_by_desk(by=worker, participation_id=place.pk, now=NOW + 2 * HOUR)
    check_out_by_desk(by=worker, participation_id=place.pk, now=NOW + 3 * HOUR)
    assert Course.objects.get().ended_at is None
    close_shift(by=worker, shift_id=shift.pk, now=NOW + 4 * HOUR)

    monkeypatch.setattr(clock, "now", lambda: NOW + 4 * HOUR)
    assert Course.objects.get().ended_at == NOW + 4 * HOUR
    rating = Rating.objects.get()
    address = reverse("rate", args=[rating.token])
    page = status()
    assert address in page
    assert "志愿者来过了" in page
    client.post(address, {"stars": "5", "comment": "修好了，谢谢"})
    rating.refresh_from_db()
    assert (rating.stars, rating.shift.need) == (5, need)
    assert address not in status()


def test_nothing_is_rated_when_nobody_came(town, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    form, worker = coursed(town), town.staff()
    found = submit(version=form.current, values=answers(form, town), key="k", now=NOW).submission
    start_step(by=worker, submission_id=found.pk, now=NOW)
    need = Need.objects.get()
    open_need(by=worker, need_id=need.pk)
    content = ShiftContent(NOW + 2 * HOUR, NOW + 3 * HOUR, "3号楼", 1)
    [shift] = add_shifts(by=worker, need_id=need.pk, contents=[content], now=NOW)

    close_shift(by=worker, shift_id=shift.pk, now=NOW + 4 * HOUR)

    assert Rating.objects.count() == 1
    assert form_steps()["raise_need"].thanking(found.reference) == ""
