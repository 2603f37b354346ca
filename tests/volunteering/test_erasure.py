"""Who asked to be deleted is forgotten everywhere; what others rely on stays without a name."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from forms_app.actions.publish_starter import publish_starter
from forms_app.actions.submit import submit
from forms_app.models import Submission
from foundation import clock
from foundation.errors import Refused
from outbox.actions import put
from outbox.keys import sealer
from outbox.models import Message
from people.actions.activate import activate
from people.actions.erase import carry_out_erasure, erase_all_due
from people.actions.leave import ask_for_deletion, keep_account
from people.fields import SealedTextField, digest_of
from people.models import AccessLogEntry, Consent, Post, User
from people.sms.texting import put_sms
from tests.factories.sessions import sign_in
from tests.people.roster.making import id_number
from volunteering.actions.issue_certificate import issue_certificate
from volunteering.models import (
    Certificate,
    FreeException,
    FreeWindow,
    Member,
    MemberSkill,
    Notice,
    Participation,
    ParticipationStep,
    ServiceRecord,
)

NAME, PHONE, MAIL = "戊样金鸟", "13811112222", "canary-bird@example.org"
CANARIES = (NAME, PHONE, MAIL, id_number())


def everything() -> str:
    """Return all that stands in the database, every column of every table, seals opened."""
    contexts = {
        (model._meta.db_table, field.column): field.seal_context
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, SealedTextField)
    }
    contexts["outbox_message", "sealed"] = "outbox.message"
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    context = contexts.get((table, column))
                    clear = sealer().open(value, context) if context and value else value
                    found.append(f"{table}.{column}={clear}")
    found += [f"session={session.get_decoded()}" for session in Session.objects.all()]
    # JSON columns escape what is not ASCII on one engine and not on the other.
    return "\n".join(found).encode().decode("unicode_escape", "ignore") + "\n".join(found)


@pytest.fixture
def person(town, now):
    """A member who has left a trace wherever one can be left."""
    user = User.objects.create_user(
        username="canary", name=NAME, phone=f"+86{PHONE}", email=MAIL, password="warm-dumplings-5"
    )
    member = town.member(
        user=user, birth_date="1985-03-02", sex="m", id_number=id_number(), feed_token="feed"
    )
    member.id_digest = digest_of("id_number", id_number())
    member.save()
    activate(user=user, now=now)
    EmailAddress.objects.create(user=user, email=MAIL, verified=True, primary=True)
    FreeWindow.objects.create(member=member, weekday=1, starts_minute=0, ends_minute=60)
    FreeException.objects.create(
        member=member, starts_on=now.date(), ends_on=now.date(), note=f"{NAME}出差"
    )
    MemberSkill.objects.create(member=member, skill=town.skill())
    Notice.objects.create(user=user, key="n", title="一", text=f"{NAME}，您好", at=now)
    worker = town.staff()
    AccessLogEntry.objects.create(
        actor=worker, subject=user, fields="phone", reason=f"给{NAME}回电话 {PHONE}", at=now
    )
    town.need(contact_name=NAME, contact_phone=PHONE, created_by=worker)
    log(instance=user, action="wagtail.edit", user=worker)
    put_sms(phone=f"+86{PHONE}", kind="notice", params={"text": "一"})
    with_hours(town, member, worker, now)
    with_form(town, now)
    client = sign_in(user)
    client.get(reverse("my_account"))
    return user


def with_hours(town, member, worker, now):
    shift = town.shift(starts_at=now - timedelta(days=3), taken=1)
    served = Participation.objects.create(
        shift=shift,
        member=member,
        state=Participation.State.ATTENDED,
        origin=Participation.Origin.SELF,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        reason={"zh": f"{NAME}住得近"},
        created_at=now,
        changed_at=now,
    )
    for by, note in ((member.user, f"我是{NAME}，膝盖疼"), (worker, f"{NAME}请假")):
        ParticipationStep.objects.create(
            participation=served, verb="excuse", before="", after="x", by=by, at=now, note=note
        )
    ServiceRecord.objects.create(
        member=member,
        person=member.user,
        participation=served,
        area=town.community,
        activity="陪老人散步",
        content="陪走",
        place="活动室",
        starts_at=shift.starts_at,
        minutes=120,
        state=ServiceRecord.State.VERIFIED,
        claim=f"我是{NAME}，电话 {PHONE}",
        answer=f"已核对{NAME}的签到",
        recorded_by=worker,
        verified_by=worker,
        verified_at=now,
        due_on=now.date(),
        created_at=now,
    )
    issue_certificate(by=member.user, now=now)


def with_form(town, now):
    form = publish_starter(key="ask_for_help", area=town.city)
    kinds = {"contact_name": NAME, "phone": f"+86{PHONE}", "community": town.community.code}
    values = {}
    for field in form.current.definition.fields:
        kind = "contact_name" if field.purpose == "contact_name" else field.type
        values[field.key] = kinds.get(kind, f"我是{NAME}，灯坏了")
    submit(version=form.current, values=values, key="k", now=now)


def due(user, now):
    ask_for_deletion(user=user, now=now)
    return now + timedelta(days=settings.ERASURE_GRACE_DAYS)


def test_after_the_erasure_no_table_names_the_person(person, now):
    before = everything()
    later = due(person, now)

    assert erase_all_due(now=later) == 1

    assert [canary for canary in CANARIES if canary not in before] == []
    after = everything()
    assert [line for line in after.splitlines() if any(one in line for one in CANARIES)] == []


def test_hours_and_certificates_stay_proved_under_the_number(person, now):
    member = Member.objects.get(user=person)
    certificate = Certificate.objects.get(member=member)
    erase_all_due(now=due(person, now))

    record = ServiceRecord.objects.get()
    assert (record.minutes, record.state, record.member_id) == (120, "verified", member.pk)
    page = Client().get(reverse("verify", args=[certificate.code]))
    assert page.context["content"].name == "已注销"
    assert page.context["content"].volunteer_number == member.number
    assert page.context["certificate"].minutes == 120
    assert Consent.objects.get(user=person).withdrawn_at is not None
    look = AccessLogEntry.objects.get(subject=person)
    assert look.reason == "给已注销回电话 已注销"
    entry = ModelLogEntry.objects.get(action="people.erase")
    assert (entry.object_id, entry.label) == (str(person.pk), "已注销")
    answers = json.loads(Submission.objects.get().answers)
    assert "我是已注销，灯坏了" in answers.values()


def test_nobody_signs_in_any_more(person, now):
    client = Client()
    client.force_login(person)
    assert client.get(reverse("my_account")).status_code == 200

    erase_all_due(now=due(person, now))

    assert client.get(reverse("my_account")).status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.has_usable_password()) == (False, False)
    assert User.objects.with_phone(f"+86{PHONE}").count() == 0
    assert UserSession.objects.filter(user=person).count() == 0
    member = Member.objects.get(user=person)
    assert (member.activated_at, member.home_area, member.birth_date) == (None, None, "")
    assert member.free_windows.count() + member.member_skills.count() == 0


def test_nothing_goes_before_the_day_nor_after_taking_it_back(person, now):
    later = due(person, now)

    assert erase_all_due(now=later - timedelta(seconds=1)) == 0
    with pytest.raises(Refused) as refused:
        carry_out_erasure(user_id=person.pk, now=later - timedelta(seconds=1))
    keep_account(user=person)
    assert erase_all_due(now=later) == 0

    assert refused.value.code == "erasure_not_due"
    person.refresh_from_db()
    assert (person.name, person.erased_at) == (NAME, None)


def test_erasing_twice_is_as_good_as_once(person, now):
    later = due(person, now)
    first = carry_out_erasure(user_id=person.pk, now=later)

    again = carry_out_erasure(user_id=person.pk, now=later + timedelta(days=1))

    assert (again.erased_at, again.username) == (later, first.username)
    assert ModelLogEntry.objects.filter(action="people.erase").count() == 1
    keep_account(user=person)
    person.refresh_from_db()
    assert person.deletion_asked_at is not None


def test_a_post_that_is_held_hinders_it_and_both_sides_read_why(person, town, now):
    post = Post.objects.create(
        user=person, role="grid_worker", area=town.community, starts_on=now.date()
    )
    later = due(person, now)

    assert erase_all_due(now=later) == 0

    person.refresh_from_db()
    assert person.erased_at is None
    page = sign_in(person).get(reverse("my_account")).content.decode()
    assert "还担任着职务" in page
    office = sign_in(town.staff("organiser", town.district))
    seen = office.get(reverse("office_people:person", args=[person.pk])).content.decode()
    assert "还担任着职务" in seen
    assert f"{later.astimezone(clock.CITY_TIME):%Y-%m-%d}" in seen
    post.delete()
    assert erase_all_due(now=later) == 1


def test_promised_places_are_given_back_and_pass_on(person, town, now):
    member = Member.objects.get(user=person)
    later = due(person, now)
    shift = town.shift(starts_at=later + timedelta(days=5), places=1, taken=1)
    common = {"shift": shift, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    common |= {"origin": "self", "created_at": now, "changed_at": now}
    mine = Participation.objects.create(member=member, state="confirmed", **common)
    next_one = Participation.objects.create(
        member=town.member(), state="waitlisted", queued_at=now, **common
    )

    erase_all_due(now=later)

    mine.refresh_from_db()
    next_one.refresh_from_db()
    shift.refresh_from_db()
    assert (mine.state, next_one.state, shift.taken) == ("withdrawn", "offered", 1)


def test_the_person_reads_the_day_and_can_take_it_back(person):
    client = sign_in(person)

    client.post(reverse("delete_account"))
    page = client.get(reverse("my_account"), headers={"accept-language": "zh-hans"})

    person.refresh_from_db()
    due = person.deletion_asked_at + timedelta(days=settings.ERASURE_GRACE_DAYS)
    day = due.astimezone(clock.CITY_TIME)
    assert f"{day.year}年{day.month}月{day.day}日" in page.content.decode()
    client.post(reverse("delete_account"), {"keep": "1"})
    person.refresh_from_db()
    assert person.deletion_asked_at is None


def test_other_people_are_left_alone(person, town, now):
    other = town.member(birth_date="1990-01-01")
    put(topic="volunteering.offer", key="other", content={"user": other.user_id, "title": "一"})

    erase_all_due(now=due(person, now))

    other.refresh_from_db()
    assert (other.birth_date, other.user.is_active) == ("1990-01-01", True)
    assert Message.objects.get(key="other").state == Message.State.WAITING
