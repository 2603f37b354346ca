"""An office's roster becomes members: whole, once, and only after somebody has looked at it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from foundation.errors import Invalid, NotAllowed, Refused
from foundation.identifiers import parse_volunteer_number
from outbox.models import Message
from people.actions.erase import erase_all_due
from people.actions.leave import ask_for_deletion
from people.actions.stop_invitations import forget_old_stops, stop_invitations
from people.duties import DUTIES, forget_whom_not_to_invite
from people.fields import digest_of
from people.models import InvitationStop, User
from tests.people.roster.making import ANN, id_number
from tests.people.roster.test_planning import BEA
from tests.volunteering.roster.conftest import NOW
from volunteering.actions import import_roster
from volunteering.actions.carry_out_roster import ImportFailed, carry_out_roster
from volunteering.actions.confirm_roster import confirm_roster
from volunteering.actions.discard_roster import discard_roster
from volunteering.actions.preview_roster import preview_roster
from volunteering.actions.purge_rosters import purge_rosters
from volunteering.models import Member, RosterImport
from volunteering.queries.rosters import unpack, unpacked_roster

LATER = NOW + timedelta(minutes=5)


def agree(office, found, by=None, now=LATER):
    return confirm_roster(by=by or office.liaison, roster_import_id=found.pk, now=now)


def confirm(office, found, by=None, now=LATER):
    """Confirm it, and do what a worker then does."""
    agree(office, found, by, now)
    return carry_out_roster(roster_import_id=found.pk, now=now)


def test_a_preview_writes_nobody(office):
    users = User.objects.count()

    found = office.preview(ANN, BEA)

    assert found.counts["added"] == 2
    assert (User.objects.count(), Member.objects.count()) == (users, 0)
    assert Message.objects.count() == 0


def test_what_was_read_lies_sealed_in_the_database(office):
    found = office.preview(ANN)

    with connection.cursor() as cursor:
        cursor.execute("SELECT drafts, outcomes FROM volunteering_rosterimport")
        stored = "".join(cursor.fetchone())
    assert stored.startswith("s1.")
    [draft] = unpacked_roster(RosterImport.objects.get(pk=found.pk).drafts).drafts
    assert draft.person.name == "甲一禾"


def test_confirming_makes_invited_members(office):
    confirm(office, office.preview(ANN, BEA))

    member = Member.objects.select_related("user", "home_area", "unit").get(user__name="甲一禾")
    assert member.user.phone == "+8613800000001"
    assert member.user.pinyin == "jiayihe"
    assert not member.user.has_usable_password()
    assert (member.user.activated_at, member.activated_at) == (None, None)
    assert (member.unit, member.home_area.code) == (office.unit, "370112001001")
    assert (member.sex, member.birth_date, member.id_number) == ("m", "1985-03-02", id_number())
    assert member.invited_at == LATER
    assert [skill.key for skill in member.skills.all()] == ["haircut"]
    assert parse_volunteer_number(member.number).startswith("370112")
    assert (
        Message.objects.filter(topic="sms", key__startswith="volunteering.invitation").count() == 2
    )
    found = RosterImport.objects.get()
    assert (found.state, found.drafts, found.closed_by) == ("confirmed", "", office.liaison)


def erased(office, person):
    """Bring somebody in by a roster, and erase them as they ask."""
    confirm(office, office.preview(person))
    user = User.objects.get(name=person["姓名"])
    ask_for_deletion(user=user, now=LATER)
    due = LATER + timedelta(days=settings.ERASURE_GRACE_DAYS)
    assert erase_all_due(now=due) == 1
    return due


def reasons(found):
    return [[one["code"] for one in row["reasons"]] for row in unpack(found.outcomes)["rows"]]


def test_who_was_erased_is_invited_by_no_later_list_and_nothing_in_clear_is_kept(office):
    due = erased(office, ANN)
    before = Message.objects.count(), User.objects.count()
    by_id_alone = {**ANN, "手机号": "13700000009"}

    for row in (ANN, by_id_alone):
        found = office.preview(row, BEA, now=due)
        assert (found.counts["refused"], found.counts["added"]) == (1, 1)
        assert ["asked_to_be_erased"] in reasons(found)
    assert (Message.objects.count(), User.objects.count()) == before
    kept = InvitationStop.objects.values_list("digest", "until")
    assert len(kept) == 2
    assert {until for _digest, until in kept} == {due.date() + timedelta(days=2 * 365)}
    assert not {digest_of("phone", "+8613800000001"), digest_of("id_number", id_number())} & {
        digest for digest, _until in kept
    }


def test_who_wants_to_come_back_is_let_in_and_after_two_years_nothing_is_kept(office):
    due = erased(office, ANN)

    call_command("allow_invitation", "138 0000 0001", stdout=StringIO())
    call_command("allow_invitation", id_number(), stdout=StringIO())

    assert office.preview(ANN, now=due).counts["added"] == 1
    with pytest.raises(CommandError, match="was not stopped"):
        call_command("allow_invitation", "138 0000 0001")
    with pytest.raises(CommandError, match="neither"):
        call_command("allow_invitation", "12345")
    stop_invitations(today=due.date(), phone="+8613800000001")
    last = due.date() + timedelta(days=2 * 365)
    assert forget_old_stops(today=last - timedelta(days=1)) == 0
    assert forget_old_stops(today=last) == 1
    assert forget_whom_not_to_invite in DUTIES


def test_numbers_and_names_are_nowhere_in_clear(office):
    confirm(office, office.preview(ANN))

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_digest FROM people_user WHERE name = %s", ["甲一禾"])
        user = str(cursor.fetchone())
        cursor.execute("SELECT id_number, birth_date, id_digest FROM volunteering_member")
        member = str(cursor.fetchone())
        cursor.execute("SELECT sealed FROM outbox_message")
        message = str(cursor.fetchall())
    assert "13800000001" not in user
    assert id_number() not in member
    assert "1985" not in member.split("', '")[1]
    assert "激活" not in message


def test_importing_twice_changes_nothing(office):
    confirm(office, office.preview(ANN, BEA))
    before = list(Member.objects.order_by("pk").values())

    again = office.preview(ANN, BEA)
    confirm(office, again)

    assert (again.counts["left"], again.counts["added"], again.counts["changed"]) == (2, 0, 0)
    assert list(Member.objects.order_by("pk").values()) == before
    assert Message.objects.count() == 2


def test_a_second_roster_corrects_who_has_not_come_yet(office):
    confirm(office, office.preview({**ANN, "居住社区": None, "街道": None, "特长": None}))

    again = office.preview({**ANN, "手机号": "13700000007", "特长": "急救"})
    confirm(office, again)

    assert again.counts["changed"] == 1
    member = Member.objects.select_related("user", "home_area").get()
    assert member.user.phone == "+8613700000007"
    assert User.objects.with_phone("+8613700000007").count() == 1
    assert User.objects.with_phone("+8613800000001").count() == 0
    assert member.home_area.code == "370112001001"
    assert [skill.key for skill in member.skills.all()] == ["first_aid"]


def test_somebody_who_has_an_account_becomes_a_member_of_it(office):
    user = User.objects.create_user(name="甲一禾", phone="+8613800000001", activated_at=NOW)

    confirm(office, office.preview(ANN))

    member = Member.objects.get()
    assert member.user_id == user.pk
    assert member.activated_at is None
    assert User.objects.filter(name="甲一禾").count() == 1


def test_a_member_of_another_unit_is_refused(office):
    confirm(office, office.preview(ANN))

    found = office.preview(ANN, by=office.organiser, unit=office.other_unit)

    assert found.counts["refused"] == 1


def test_a_failure_half_way_writes_nothing(office):
    found = office.preview(ANN, BEA)
    users = User.objects.count()
    with refusing_second_member(), pytest.raises(ImportFailed) as failed:
        confirm(office, found)

    assert str(failed.value) == "IntegrityError"
    assert failed.value.__suppress_context__
    assert (User.objects.count(), Member.objects.count()) == (users, 0)
    assert Message.objects.count() == 0
    found.refresh_from_db()
    assert (found.state, found.failure, found.drafts) == ("failed", "half_way", "")


class refusing_second_member:  # noqa: N801 (used as a with statement)
    """Lets the database itself refuse a second member while the block runs."""

    def __enter__(self):
        with connection.cursor() as cursor:
            for statement in self.statements():
                cursor.execute(statement)

    def __exit__(self, *_):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER only_one")
            else:
                cursor.execute("DROP TRIGGER only_one ON volunteering_member")

    def statements(self):
        if connection.vendor == "sqlite":
            return [
                "CREATE TRIGGER only_one BEFORE INSERT ON volunteering_member "
                "WHEN (SELECT count(*) FROM volunteering_member) > 0 "
                "BEGIN SELECT RAISE(ABORT, 'only one'); END"
            ]
        return [
            "CREATE OR REPLACE FUNCTION only_one() RETURNS trigger AS $$ BEGIN "
            "IF (SELECT count(*) FROM volunteering_member) > 0 THEN "
            "RAISE EXCEPTION 'only one' USING ERRCODE = '23514'; END IF; "
            "RETURN NEW; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER only_one BEFORE INSERT ON volunteering_member "
            "FOR EACH ROW EXECUTE FUNCTION only_one()",
        ]


def test_without_the_refusal_the_same_import_goes_through(office):
    found = office.preview(ANN, BEA)

    with refusing_second_member():
        pass
    confirm(office, found)

    assert Member.objects.count() == 2


def test_a_register_that_has_changed_since_the_preview_stops_the_import(office):
    found = office.preview(ANN, BEA)
    User.objects.create_user(name="丙三", phone="+8613800000001")

    confirm(office, found)

    assert Member.objects.count() == 0
    found.refresh_from_db()
    assert (found.state, found.failure, found.drafts) == ("failed", "changed", "")


@pytest.mark.parametrize(("who", "unit"), [("stranger", "unit"), ("liaison", "other_unit")])
def test_nobody_imports_into_a_unit_that_is_not_theirs(office, who, unit):
    with pytest.raises(NotAllowed):
        office.preview(ANN, by=getattr(office, who), unit=getattr(office, unit))

    assert RosterImport.objects.count() == 0


def test_nobody_else_confirms_or_discards_it(office):
    found = office.preview(ANN, by=office.organiser, unit=office.other_unit)

    with pytest.raises(NotAllowed):
        confirm(office, found)
    with pytest.raises(NotAllowed):
        discard_roster(by=office.liaison, roster_import_id=found.pk, now=LATER)

    assert Member.objects.count() == 0
    found.refresh_from_db()
    assert found.is_waiting


def test_an_organiser_may_import_for_units_in_the_own_area(office):
    confirm(office, office.preview(ANN, by=office.organiser), by=office.organiser)

    assert Member.objects.get().unit == office.unit


def test_a_closed_import_is_not_confirmed_again(office):
    found = office.preview(ANN)
    confirm(office, found)

    with pytest.raises(Refused) as refused:
        confirm(office, found)

    assert refused.value.code == "import_closed"
    assert Member.objects.count() == 1


def test_confirming_writes_nobody_before_a_worker_comes(office):
    found = office.preview(ANN)

    assert agree(office, found) is True
    assert agree(office, found, now=LATER + timedelta(minutes=9)) is False

    found.refresh_from_db()
    assert (found.state, found.closed_by, found.started_at) == ("importing", office.liaison, None)
    assert (Member.objects.count(), Message.objects.count()) == (0, 0)


def test_a_task_that_runs_again_imports_nobody_again(office):
    found = confirm(office, office.preview(ANN, BEA))

    again = carry_out_roster(roster_import_id=found.pk, now=LATER + timedelta(hours=1))

    assert (again.state, again.closed_at) == ("confirmed", LATER)
    assert (Member.objects.count(), Message.objects.count()) == (2, 2)


def test_a_task_without_a_confirmation_imports_nobody(office):
    found = office.preview(ANN)

    assert carry_out_roster(roster_import_id=found.pk, now=LATER).is_waiting
    assert Member.objects.count() == 0


def test_an_import_whose_worker_is_lost_is_started_again(office):
    found = office.preview(ANN)
    agree(office, found)
    RosterImport.objects.update(started_at=LATER)
    later = LATER + timedelta(minutes=10)

    assert agree(office, found, now=later) is True
    carry_out_roster(roster_import_id=found.pk, now=later)

    assert Member.objects.count() == 1


def test_an_import_that_no_worker_takes_is_forgotten_after_a_day(office):
    found = office.preview(ANN)
    agree(office, found)

    assert purge_rosters(now=LATER + timedelta(hours=23)) == 0
    assert purge_rosters(now=LATER + timedelta(hours=24)) == 1

    found.refresh_from_db()
    assert (found.state, found.failure, found.drafts) == ("failed", "lost", "")
    with pytest.raises(Refused):
        agree(office, found, now=LATER + timedelta(hours=25))
    assert carry_out_roster(roster_import_id=found.pk, now=LATER).state == "failed"
    assert Member.objects.count() == 0


def test_an_import_under_way_is_not_discarded(office):
    found = office.preview(ANN)
    agree(office, found)

    with pytest.raises(Refused) as refused:
        discard_roster(by=office.liaison, roster_import_id=found.pk, now=LATER)

    assert refused.value.code == "import_under_way"
    found.refresh_from_db()
    assert found.drafts


def test_a_discarded_import_keeps_nothing(office):
    found = office.preview(ANN)

    discard_roster(by=office.liaison, roster_import_id=found.pk, now=LATER)

    found.refresh_from_db()
    assert (found.state, found.drafts, found.outcomes) == ("discarded", "", "")


def test_a_preview_is_forgotten_after_a_day(office):
    found = office.preview(ANN)
    tomorrow = NOW + timedelta(hours=24)

    with pytest.raises(Refused) as refused:
        confirm(office, found, now=tomorrow)
    assert purge_rosters(now=tomorrow - timedelta(seconds=1)) == 0
    assert purge_rosters(now=tomorrow) == 1
    assert purge_rosters(now=tomorrow) == 0

    assert refused.value.code == "import_expired"
    found.refresh_from_db()
    assert (found.state, found.drafts, found.outcomes) == ("expired", "", "")
    assert found.counts["added"] == 1


def test_a_file_that_is_no_roster_is_refused_in_words(office):
    office.liaison.refresh_from_db()

    with pytest.raises(Invalid) as refused:
        preview_roster(
            by=office.liaison, unit=office.unit, file=office.file(), file_name="a.xlsx", now=NOW
        )

    assert refused.value.code == "rows_none"
    assert str(refused.value)
    assert RosterImport.objects.count() == 0


def test_queries_do_not_grow_with_the_rows(office):
    def people(start, many):
        return [
            {**ANN, "姓名": f"甲{'一二三四五'[n % 5]}", "手机号": f"138{start + n:08d}",
             "身份证号": None, "出生日期": None, "邮箱": None}
            for n in range(many)
        ]  # fmt: skip

    with counting() as few:
        confirm(office, office.preview(*people(1000, 3)))
    with counting() as many:
        confirm(office, office.preview(*people(2000, 40)))

    assert Member.objects.count() == 43
    assert len(many) <= len(few)


class counting:  # noqa: N801 (used as a with statement)
    """Counts the queries of a block."""

    def __enter__(self):
        from django.test.utils import CaptureQueriesContext

        self.context = CaptureQueriesContext(connection)
        return self.context.__enter__()

    def __exit__(self, *error):
        self.context.__exit__(*error)


def test_a_long_roster_is_written_in_parts(office, monkeypatch):
    monkeypatch.setattr(import_roster, "_PART", 2)
    people = [{"姓名": f"甲{n}", "手机号": f"1380000000{i}"} for i, n in enumerate("一二三四五")]

    confirm(office, office.preview(*people))
    confirm(office, office.preview(*[{**one, "居住社区": "百花园社区"} for one in people]))

    members = Member.objects.order_by("pk")
    assert [one.home_area.code for one in members] == ["370112001001"] * 5
    assert len({one.number for one in members}) == 5


def test_a_plan_is_never_written_outside_a_transaction():
    from volunteering.actions.import_roster import write_plan

    with pytest.raises(transaction.TransactionManagementError):
        write_plan(plan=None, unit=None, now=NOW)
