"""The demo is whole, true to its own rules, the same for the same seed, and never in production."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.utils import decrypt
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from wagtail.models import Page, Site, Task

from cms.models import AreaPlace, Picture, PictureRendition
from cms.pages.community import CommunityPage
from cms.pages.event import EventPage
from cms.pages.lecture import LecturePage
from cms.pages.news_article import NewsArticlePage
from cms.pages.service import ServicePage
from config.demo.accounts import ACCOUNTS, PASSWORD, current_code
from config.demo.building import build, is_built, show_home
from config.demo.checks import demo_accounts_are_refused
from config.demo.clearing import clear
from config.demo.needs import window
from config.demo.scales import SCALES
from config.demo.texts import texts
from forms_app.models.form_review import FormReview
from people.models import Post, User
from people.permissions import Verb, may
from territory.models import Area
from volunteering.models import (
    CheckEvent,
    Member,
    Need,
    Participation,
    Rating,
    ServiceRecord,
    Shift,
)
from volunteering.transitions import Move, after

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One built community for all tests of this file; it is gone after them."""
    del django_db_setup
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(scale="community", seed=3, now=NOW, say=lambda line: None)
        transaction.set_rollback(True)


def test_the_amounts_are_those_of_the_scale(world):
    scale = SCALES["community"]

    assert Member.objects.count() == scale.members
    assert Area.objects.filter(level=Area.Level.GRID).count() == scale.grids
    assert Shift.objects.count() >= scale.monthly_shifts * 4
    assert ServiceRecord.objects.filter(participation=None).count() == scale.carried_over


def test_every_area_of_the_demo_has_a_place_and_an_outline(world):
    nowhere = Area.objects.filter(code__startswith="370112001").filter(
        Q(longitude=None) | Q(outline=None)
    )

    assert list(nowhere) == []
    assert Area.find_problems() == ([], [], [], [], [])


def test_taken_is_what_participations_hold(world):
    held = Shift.objects.annotate(
        held=Count("participations", filter=Q(participations__state__in=Participation.HOLDING))
    )

    assert not held.exclude(held=F("taken")).exists()
    assert held.filter(taken__gt=0).count() > 100


def test_nobody_is_in_two_places_on_one_day(world):
    occupying = Participation.objects.filter(state__in=Participation.OCCUPYING)
    days = Counter((one.member_id, one.starts_at.date()) for one in occupying)

    assert max(days.values()) == 1


def test_who_came_had_the_skills_that_were_required(world):
    rows = Participation.objects.filter(shift__need__need_skills__required=True)

    for one in rows.select_related("shift__need", "member"):
        required = set(
            one.shift.need.need_skills.filter(required=True).values_list("skill", flat=True)
        )
        assert required <= set(one.member.member_skills.values_list("skill", flat=True))


def test_each_step_follows_the_table_of_states(world):
    kept = Participation.objects.filter(ends_at__gt=NOW - timedelta(days=14))
    kept = kept.prefetch_related("steps")

    assert kept.count() > 20
    for participation in kept:
        state = ""
        for step in participation.steps.order_by("pk"):
            assert step.before == state
            state = after(state, Move(step.verb))
            assert step.after == state
        assert state == participation.state


def test_hours_are_verified_by_somebody_else_and_only_for_who_came(world):
    records = ServiceRecord.objects.all()

    assert not records.filter(verified_by=F("person")).exists()
    assert not records.exclude(participation=None).exclude(participation__state="attended").exists()
    assert records.filter(state="verified").count() > 300
    assert records.filter(state="submitted").exists()
    assert not records.filter(starts_at__gt=NOW).exists()


def test_what_was_checked_lies_in_the_past(world):
    assert CheckEvent.objects.exists()
    assert not CheckEvent.objects.filter(at__gt=NOW).exists()
    assert not Rating.objects.filter(given_at__gt=NOW).exists()
    assert not Need.objects.filter(created_at__gt=NOW).exists()


def test_the_whole_of_the_next_month_has_shifts(world):
    first, last = window(world)
    days = {one.astimezone().date() for one in Shift.objects.values_list("starts_at", flat=True)}

    assert first == world.today - timedelta(days=91)
    assert (last.month, last.day) == (1, 2)
    assert len({day for day in days if (day.year, day.month) == (2026, 12)}) > 15


def test_pages_are_as_many_as_were_written(world):
    assert ServicePage.objects.live().count() == 45
    assert Counter(ServicePage.objects.values_list("category__slug", flat=True)).total() == 45
    assert NewsArticlePage.objects.live().count() == len(texts("news"))
    assert EventPage.objects.live().count() == len(texts("events"))
    assert LecturePage.objects.live().count() == 44
    assert CommunityPage.objects.live().count() == 8
    assert Page.find_problems() == ([], [], [], [], [])
    assert Site.objects.get().root_page.specific.greeting
    assert all(slug.isascii() for slug in Page.objects.values_list("slug", flat=True))


def test_the_home_page_is_there_at_once(world):
    assert show_home() == HTTPStatus.OK

    assert PictureRendition.objects.exists()


def test_every_picture_says_what_is_to_be_seen(world):
    assert Picture.objects.count() >= 20
    assert not Picture.objects.filter(description="").exists()


def test_lectures_fall_on_their_days(world):
    party = LecturePage.objects.filter(series="party_lecture")
    after_school = LecturePage.objects.filter(series="after_school")

    assert {one.starts_at.astimezone().weekday() for one in party} == {2}
    assert {one.starts_at.astimezone().weekday() for one in after_school} <= {0, 1, 2, 3, 4}


def test_the_editor_edits_their_community_and_no_other(world):
    editor = User.objects.get(username="editor")
    mine = AreaPlace.objects.get(area__code="370112001015")
    other = AreaPlace.objects.get(area__code="370112002002")

    assert may(editor, Verb.EDIT_PAGES, mine.area)
    assert not may(editor, Verb.EDIT_PAGES, other.area)


def test_each_role_has_an_account_and_staff_a_second_factor(world):
    for account in ACCOUNTS:
        user = User.objects.get(username=account.key)
        assert user.check_password(PASSWORD)
        assert user.email == account.email
        factors = Authenticator.objects.filter(user=user, type="totp")
        assert factors.count() == account.is_staff
        assert user.posts.exists() == account.is_staff
    assert set(Post.Role.values) == {one.role for one in ACCOUNTS if one.role}


def test_a_form_waits_for_the_street(world):
    street = User.objects.get(username="street")
    (waiting,) = FormReview.objects.get().get_task_states_user_can_moderate(street)

    assert waiting.workflow_state.content_object.title == "失物招领"
    assert not waiting.workflow_state.content_object.live


def test_the_printed_code_opens_the_second_factor(world):
    factor = Authenticator.objects.get(user__username="worker")

    assert validate_totp_code(decrypt(factor.data["secret"]), current_code("worker"))
    out = StringIO()
    call_command("demo_code", "worker", stdout=out)
    assert len(out.getvalue().strip()) == 6


def test_a_database_with_a_demo_is_refused_where_none_may_be(world, settings):
    assert demo_accounts_are_refused(databases=["default"]) == []

    settings.DEMO_ALLOWED = False

    assert [one.id for one in demo_accounts_are_refused(databases=["default"])] == ["config.E001"]
    assert demo_accounts_are_refused(databases=None) == []


@pytest.mark.parametrize("account", ["member", "nobody"])
def test_there_is_no_code_for_who_has_no_second_factor(account):
    with pytest.raises(CommandError, match="no such account"):
        call_command("demo_code", account, stdout=StringIO())


def test_the_demo_member_has_something_to_look_at(world):
    member = Member.objects.get(user__username="member")

    assert member.home_area.code.startswith("370112001015")
    assert member.service_records.exists()
    assert member.free_windows.exists()


def test_a_second_run_builds_nothing(world):
    before = (Member.objects.count(), Page.objects.count(), Shift.objects.count())
    out = StringIO()

    call_command("demo", scale="community", stdout=out)

    assert "there already" in out.getvalue()
    assert "organiser@example.org" in out.getvalue()
    assert (Member.objects.count(), Page.objects.count(), Shift.objects.count()) == before


def test_clearing_leaves_the_empty_tree_of_pages(world):
    with transaction.atomic():
        clear()

        assert not is_built()
        assert not User.objects.exists()
        assert not Area.objects.exists()
        assert not Picture.objects.exists()
        assert Page.objects.count() == 1
        assert Task.objects.filter(active=True).count() == 2
        transaction.set_rollback(True)
