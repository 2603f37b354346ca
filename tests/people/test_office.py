"""The office's screens for people: each post sees its own places, and gives away no more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from foundation import clock
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from people.actions import reveal as revealing
from people.actions.posts import Term, end_post, grant_post
from people.actions.reveal import reveal
from people.models import AccessLogEntry, Post, Unit, User
from people.permissions import may_grant
from territory.models import Area
from tests.factories.sessions import sign_in
from volunteering.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def land():
    """Return a city, a district, two streets and a community in each, with a unit in each."""
    city = Area.add_root(code="37", level="city", name="市", short_name="市")
    district = city.add_child(code="3701", level="district", name="区", short_name="区")
    areas = {"city": city, "district": district}
    for number in "12":
        street = district.add_child(
            code=f"s{number}", level="street", name=f"canary街{number}", short_name=f"街{number}"
        )
        areas[f"s{number}"] = street
        areas[f"c{number}"] = street.add_child(
            code=f"c{number}",
            level="community",
            name=f"canary社区{number}",
            short_name=f"社区{number}",
        )
        Unit.objects.create(
            code=f"u{number}",
            name=f"canary单位{number}",
            level="district",
            area=areas[f"c{number}"],
        )
    return areas


def holding(role, place, name="甲样例", phone=""):
    user = User.objects.create_user(
        name=name, phone=phone, phone_verified=True, activated_at=clock.now()
    )
    where = {"unit": place} if isinstance(place, Unit) else {"area": place}
    Post.objects.create(user=user, role=role, starts_on=clock.today() - timedelta(days=9), **where)
    return user


def member_in(area, unit, name, phone):
    user = User.objects.create_user(name=name, phone=phone)
    Member.objects.create(user=user, number=f"n{user.pk}", unit=unit, home_area=area)
    return user


def from_today(role, **where):
    return Term(role=role, starts_on=clock.today(), **where)


GRANTS = {
    ("organiser", "district"): {"c1": 6, "s1": 6, "district": 6, "city": 0},
    ("street_officer", "s1"): {"c1": 4, "s1": 4, "c2": 0, "district": 0},
    ("community_editor", "c1"): {"c1": 0},
    ("community_worker", "c1"): {"c1": 0},
}


@pytest.mark.parametrize(("role", "where"), GRANTS)
def test_nobody_grants_what_or_where_they_do_not_hold(land, role, where):
    user = holding(role, land[where])

    counts = {
        code: sum(may_grant(user, wanted, land[code]) for wanted in Post.Role.values)
        for code in GRANTS[role, where]
    }

    assert counts == GRANTS[role, where]


def test_a_street_officer_makes_an_editor_in_the_own_street_alone(land):
    officer = holding("street_officer", land["s1"])
    term = from_today("community_editor", area=land["c1"])

    post = grant_post(actor=officer, phone="+8613900001111", name="新样例", term=term)

    assert (post.user.name, post.granted_by, post.role) == ("新样例", officer, "community_editor")
    before = Post.objects.count(), User.objects.count()
    for refused in (
        from_today("community_editor", area=land["c2"]),
        from_today("organiser", area=land["c1"]),
        from_today("unit_liaison", unit=Unit.objects.get(code="u1")),
    ):
        with pytest.raises(NotAllowed):
            grant_post(actor=officer, phone="+8613900002222", name="乙", term=refused)
    assert (Post.objects.count(), User.objects.count()) == before


def test_a_post_needs_its_kind_of_place_and_a_person(land):
    organiser = holding("organiser", land["district"])
    unit = Unit.objects.get(code="u1")
    for wrong in (
        from_today("unit_liaison", area=land["c1"]),
        from_today("organiser", unit=unit),
        from_today("organiser"),
        Term("organiser", clock.today(), clock.today() - timedelta(days=1), area=land["c1"]),
    ):
        with pytest.raises(Invalid):
            grant_post(actor=organiser, phone="+8613900001111", name="乙", term=wrong)
    with pytest.raises(Invalid):
        grant_post(
            actor=organiser,
            phone="+8613900001111",
            name=" ",
            term=from_today("unit_liaison", unit=unit),
        )
    assert Post.objects.count() == 1


def test_an_ended_post_is_out_at_once_and_ending_has_the_same_bounds(land):
    officer = holding("street_officer", land["s1"])
    editor = holding("community_editor", land["c1"])
    stranger = holding("street_officer", land["s2"])
    post = Post.objects.get(user=editor)
    client = sign_in(editor)
    assert client.get("/admin/").status_code == 200

    with pytest.raises(NotAllowed):
        end_post(actor=stranger, post_id=post.pk, today=clock.today())
    assert client.get("/admin/").status_code == 200
    end_post(actor=officer, post_id=post.pk, today=clock.today())

    assert client.get("/admin/").status_code == 302
    post.refresh_from_db()
    assert post.ends_on == clock.today() - timedelta(days=1)


def test_lists_hold_no_other_street(land):
    officer = holding("street_officer", land["s1"])
    holding("community_editor", land["c2"], name="canary人2")
    member_in(land["c2"], Unit.objects.get(code="u2"), "canary员2", "+8613900002222")
    client = sign_in(officer)

    for name in ("office_people", "office_posts", "office_units", "office_areas"):
        for query in ("", "?q=canary", "?q=1390", "?q=13900002222", "?p=1", "?below=0001"):
            answer = client.get(reverse(f"{name}:index") + query)
            assert answer.status_code == 200
            text = answer.content.decode()
            for canary in ("canary街2", "canary社区2", "canary单位2", "员2", "139****2222"):
                assert canary not in text, (name, query)
    chooser = client.get(reverse("office_area_chooser:choose") + "?q=canary").json()["html"]
    assert "社区1" in chooser
    assert "社区2" not in chooser


def test_rows_beyond_the_scope_do_not_exist(land):
    officer = holding("organiser", land["s1"])
    editor = holding("community_editor", land["c2"])
    client = sign_in(officer)
    unit, post = Unit.objects.get(code="u2"), Post.objects.get(user=editor)

    for address in (
        reverse("office_units:edit", args=[unit.pk]),
        reverse("office_areas:edit", args=[land["c2"].pk]),
        reverse("office_posts:end", args=[post.pk]),
        reverse("office_people:person", args=[editor.pk]),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "我要看看", "name": "x"}).status_code == 404
    assert AccessLogEntry.objects.count() == 0
    post.refresh_from_db()
    assert post.ends_on is None


@pytest.mark.parametrize("words", ["林样舟", "lin yang zhou", "lyz", "13900001111", "样舟"])
def test_people_are_found_by_name_pinyin_initials_and_phone_and_shown_masked(land, words):
    organiser = holding("organiser", land["district"])
    member_in(land["c1"], Unit.objects.get(code="u1"), "林样舟", "+8613900001111")
    member_in(land["c1"], Unit.objects.get(code="u1"), "王样例", "+8613900003333")

    text = sign_in(organiser).get(reverse("office_people:index"), {"q": words}).content.decode()

    assert "139****1111" in text
    assert "139****3333" not in text
    echoed = (f'value="{words}"', f"q={words}")  # what was typed stands in the search box
    assert "13900001111" not in text.replace(echoed[0], "").replace(echoed[1], "")
    assert "林**" in text or "林*" in text


def test_people_cost_the_same_queries_few_or_many(land, django_assert_max_num_queries):
    organiser = holding("organiser", land["district"])
    client = sign_in(organiser)
    unit = Unit.objects.get(code="u1")
    client.get(reverse("office_people:index"))  # what is cached for all is read here
    counts = []
    for most in (2, 12):
        for number in range(most):
            member_in(land["c1"], unit, f"人{number}", f"+861390001{most:02}{number:02}")
        with django_assert_max_num_queries(60) as queries:
            client.get(reverse("office_people:index"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_look_is_written_down_before_it_is_shown(land):
    worker = holding("community_worker", land["c1"])
    member = member_in(land["c1"], Unit.objects.get(code="u1"), "林样舟", "+8613900001111")
    client = sign_in(worker)
    address = reverse("office_people:person", args=[member.pk])

    assert "13900001111" not in client.get(address).content.decode()
    refused = client.post(address, {"reason": " "}).content.decode()
    assert "13900001111" not in refused
    assert not AccessLogEntry.objects.exists()

    shown = client.post(address, {"reason": "通知班次改期"})

    assert "+8613900001111" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    look = AccessLogEntry.objects.get()
    assert (look.actor, look.subject, look.reason) == (worker, member, "通知班次改期")


def test_when_a_look_cannot_be_written_down_nothing_is_shown(land, monkeypatch):
    worker = holding("community_worker", land["c1"])
    member = member_in(land["c1"], Unit.objects.get(code="u1"), "林样舟", "+8613900001111")

    def full(**_fields):
        raise OSError("the disk is full")

    monkeypatch.setattr(AccessLogEntry.objects, "create", full)

    with pytest.raises(OSError, match="full"):
        reveal(actor=worker, subject_id=member.pk, reason="通知改期", now=clock.now())


def test_looks_have_a_daily_limit_and_a_scope(land, monkeypatch):
    monkeypatch.setattr(revealing, "LOOKS_A_DAY", 2)
    worker = holding("community_worker", land["c1"])
    liaison = holding("unit_liaison", Unit.objects.get(code="u1"))
    member = member_in(land["c1"], Unit.objects.get(code="u1"), "林样舟", "+8613900001111")

    for _ in range(2):
        reveal(actor=worker, subject_id=member.pk, reason="通知改期", now=clock.now())
    with pytest.raises(Refused):
        reveal(actor=worker, subject_id=member.pk, reason="通知改期", now=clock.now())
    with pytest.raises(NotFound):
        reveal(actor=liaison, subject_id=member.pk, reason="通知改期", now=clock.now())
    assert AccessLogEntry.objects.count() == 2


def test_the_form_gives_a_post_and_says_why_not(land):
    client = sign_in(holding("street_officer", land["s1"]))
    data = {
        "phone": "139 0000 1111",
        "name": "新样例",
        "role": "community_editor",
        "area": land["c1"].pk,
        "unit": "",
        "starts_on": clock.today().isoformat(),
        "ends_on": "",
    }

    assert client.get(reverse("office_posts:add")).status_code == 200
    for wrong in ({"area": land["c2"].pk}, {"role": "organiser"}, {"phone": "12"}, {"name": ""}):
        assert client.post(reverse("office_posts:add"), data | wrong).status_code == 200
    assert Post.objects.count() == 1

    assert client.post(reverse("office_posts:add"), data).status_code == 302

    post = Post.objects.get(role="community_editor")
    listed = client.get(reverse("office_posts:index")).content.decode()
    assert reverse("office_posts:end", args=[post.pk]) in listed
    assert (post.user.phone, post.area) == ("+8613900001111", land["c1"])
    answer = client.post(reverse("office_posts:end", args=[post.pk]))
    assert answer.status_code == 302
    assert not Post.objects.filter(pk=post.pk).exists()


def test_units_are_kept_by_organisers_in_their_own_areas(land):
    client = sign_in(holding("organiser", land["s1"]))
    data = {"name": "新单位", "code": "u9", "level": "district", "industry": "", "parent": ""}

    client.post(reverse("office_units:add"), data | {"area": land["c2"].pk})
    assert not Unit.objects.filter(code="u9").exists()
    client.post(reverse("office_units:add"), data | {"area": land["c1"].pk})

    assert Unit.objects.get(code="u9").initials == "xdw"
    officer = sign_in(holding("street_officer", land["s1"]))
    assert officer.get(reverse("office_units:index")).status_code == 200
    assert officer.post(reverse("office_units:add"), data).status_code in {302, 403}


def test_areas_are_walked_down_found_by_pinyin_and_placed_by_organisers(land):
    client = sign_in(holding("organiser", land["district"]))
    Area.objects.filter(code="s1").update(pinyin="jieyi", initials="jy")

    top = client.get(reverse("office_areas:index")).content.decode()
    below = client.get(reverse("office_areas:index"), {"below": land["district"].path})
    found = client.get(reverse("office_areas:index"), {"q": "jieyi"}).content.decode()

    assert "3701" in top
    assert "canary街1" not in top
    assert "canary街1" in below.content.decode()
    assert "canary街1" in found
    assert "canary街2" not in found
    address = reverse("office_areas:edit", args=[land["s1"].pk])
    client.post(address, {"longitude": "200", "latitude": "36", "outline": "null"})
    land["s1"].refresh_from_db()
    assert land["s1"].longitude is None
    client.post(address, {"longitude": "117.1", "latitude": "36.6", "outline": "null"})
    land["s1"].refresh_from_db()
    assert (land["s1"].longitude, land["s1"].name) == (117.1, "canary街1")


@pytest.mark.parametrize("role", ["organiser", "street_officer", "community_editor"])
def test_wagtails_own_user_screens_are_the_operators_alone(land, role):
    client = sign_in(holding(role, land["district"]))
    operator = User.objects.create_superuser("op", None, name="O")

    for path in ("/admin/users/", "/admin/users/new/", "/admin/groups/", "/admin/groups/new/"):
        assert client.get(path).status_code in {302, 403}, path
        assert client.post(path, {"is_superuser": "on"}).status_code in {302, 403, 405}, path
    assert client.get(f"/admin/users/edit/{operator.pk}/").status_code in {302, 403}
    assert User.objects.filter(is_superuser=True).count() == 1


def test_tokens_are_offered_to_staff_alone(land):
    staff = holding("organiser", land["district"])
    member = member_in(land["c1"], Unit.objects.get(code="u1"), "林样舟", "+8613900001111")
    operator = User.objects.create_superuser("op", None, name="O")

    from wagtail.users.views import api_tokens

    assert set(api_tokens.get_manageable_token_owners(operator)) == {staff, operator}
    assert set(api_tokens.get_manageable_token_owners(staff)) == {staff}
    assert set(api_tokens.get_manageable_token_owners(member)) == set()
    assert sign_in(operator).get("/admin/api-tokens/").status_code == 200


def test_a_neighbour_finds_no_office():
    client = Client()
    client.force_login(User.objects.create_user(name="吴样例"))

    for name in ("office_people", "office_posts", "office_units", "office_areas"):
        assert client.get(reverse(f"{name}:index")).status_code == 302
