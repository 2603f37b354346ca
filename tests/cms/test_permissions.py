"""Page and media permissions follow from posts: one's own areas, and nothing beside them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page, TaskState
from wagtail.permissions import policy_registry

from cms.models import AreaPlace
from cms.models.street_review import ReviewedPageTester, StreetReview
from foundation import clock
from outbox.models import Message
from people.models import Post, User
from people.queries import forget_posts
from territory.models import Area
from tests.factories.sessions import sign_in

pytestmark = pytest.mark.django_db


def fresh(user):
    """Return the user as the next request would load them."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def land():
    """Return two streets with two communities each, every area with its pages and media."""
    city = Area.add_root(code="37", level="city", name="市", short_name="市")
    district = city.add_child(code="3701", level="district", name="区", short_name="区")
    areas = {"city": city, "district": district}
    home = Page.objects.get(depth=2)
    media = Collection.get_first_root_node()
    AreaPlace.objects.create(area=district, page=home, collection=None)
    for street in "12":
        area = district.add_child(
            code=f"s{street}", level="street", name=f"街{street}", short_name=f"街{street}"
        )
        page = home.add_child(instance=Page(title=f"Street {street}", slug=f"s{street}"))
        collection = media.add_child(instance=Collection(name=f"S{street}"))
        AreaPlace.objects.create(area=area, page=page, collection=collection)
        areas[f"s{street}"] = area
        for letter in "ab":
            code = f"{letter}{street}"
            child = area.add_child(
                code=code, level="community", name=f"社区{code}", short_name=f"社区{code}"
            )
            below = page.add_child(instance=Page(title=f"Community {code}", slug=code))
            inner = collection.add_child(instance=Collection(name=code))
            AreaPlace.objects.create(area=child, page=below, collection=inner)
            areas[code] = child
    return areas


def person(role, area, **days):
    user = User.objects.create_user(name=f"{role} of {area}")
    today = clock.today()
    Post.objects.create(
        user=user, role=role, area=area, **({"starts_on": today - timedelta(days=9)} | days)
    )
    return user


def page_of(area):
    return Page.objects.get(area_place__area=area)


EDITS = {
    ("community_editor", "a1"): {"a1"},
    ("street_officer", "s1"): {"s1", "a1", "b1"},
    ("organiser", "district"): {"district", "s1", "a1", "b1", "s2", "a2", "b2"},
    ("community_worker", "a1"): set(),
    ("grid_worker", "a1"): set(),
}


@pytest.mark.parametrize(("role", "where"), EDITS)
def test_each_role_edits_the_pages_of_its_own_areas_alone(land, role, where):
    user = person(role, land[where])
    policy = policy_registry.get_by_type(Page)

    editable = {
        code
        for code in land
        if code != "city" and page_of(land[code]).permissions_for_user(user).can_edit()
    }
    listed = policy.instances_user_has_permission_for(user, "change")

    assert editable == EDITS[role, where]
    assert {place.area.code for place in AreaPlace.objects.filter(page__in=listed)} == {
        land[code].code for code in EDITS[role, where]
    }


@pytest.mark.parametrize(("role", "where"), EDITS)
def test_the_policy_names_the_same_people_from_the_other_side(land, role, where):
    user = person(role, land[where])
    policy = policy_registry.get_by_type(Page)

    named = {
        code
        for code in land
        if code != "city"
        and user in policy.users_with_permission_for_instance("change", page_of(land[code]))
    }

    assert named == EDITS[role, where]
    assert (user in policy.users_with_permission("change")) is bool(EDITS[role, where])


def test_no_groups_are_left_and_groups_would_open_nothing(land):
    user = person("community_worker", land["a1"])
    assert not Group.objects.exists()
    group = Group.objects.create(name="Editors")
    group.user_set.add(user)
    group.page_permissions.create(page=page_of(land["s2"]), permission_type="change")

    assert not page_of(land["a2"]).permissions_for_user(fresh(user)).can_edit()


def test_the_explorer_starts_at_ones_own_area(land):
    user = person("community_editor", land["a1"])
    policy = policy_registry.get_by_type(Page)

    assert policy.explorable_root_instance(user) == page_of(land["a1"])
    assert list(policy.explorable_instances(fresh(user))) == [
        page_of(land["s1"]),  # the way down, not to be edited
        page_of(land["a1"]),
    ]


def test_pictures_and_files_are_those_of_ones_own_area(land):
    user = person("community_editor", land["a1"])
    for model, files in (
        (get_image_model(), {"file": get_test_image_file()}),
        (get_document_model(), {"file": get_test_image_file()}),
    ):
        rows = {
            code: model.objects.create(
                title=code, collection=AreaPlace.objects.get(area=land[code]).collection, **files
            )
            for code in ("a1", "b1", "s1", "a2")
        }
        policy = policy_registry.get_by_type(model)

        for actions in (["change"], ["delete"], ["choose"]):
            found = policy.instances_user_has_any_permission_for(user, actions)
            assert list(found) == [rows["a1"]]
        assert [
            code
            for code, row in rows.items()
            if policy.user_has_permission_for_instance(user, "change", row)
        ] == ["a1"]
        assert list(policy.collections_user_has_permission_for(user, "add")) == [
            rows["a1"].collection
        ]
        assert user in policy.users_with_any_permission_for_instance(["change"], rows["a1"])
        assert user not in policy.users_with_any_permission_for_instance(["change"], rows["b1"])


def test_a_post_that_ended_yesterday_opens_nothing(land):
    yesterday = clock.today() - timedelta(days=1)
    user = person("community_editor", land["a1"], ends_on=yesterday)

    assert not page_of(land["a1"]).permissions_for_user(user).can_edit()
    assert not user.has_perm("wagtailadmin.access_admin")


def test_an_ended_post_closes_the_office_on_the_next_request(land):
    user = person("community_editor", land["a1"])
    client = sign_in(user)
    address = f"/admin/pages/{page_of(land['a1']).pk}/"
    assert client.get(address).status_code == 200

    Post.objects.filter(user=user).update(ends_on=clock.today() - timedelta(days=1))

    assert client.get(address).status_code == 302


def test_the_office_shows_an_editor_no_sibling(land):
    user = person("community_editor", land["a1"])
    client = sign_in(user)
    other = page_of(land["b1"])
    image = get_image_model().objects.create(
        title="foreign-picture",
        file=get_test_image_file(),
        collection=AreaPlace.objects.get(area=land["b1"]).collection,
    )

    refused = {
        f"/admin/pages/{other.pk}/edit/",
        f"/admin/pages/{other.pk}/history/",
        f"/admin/pages/{other.pk}/delete/",
        f"/admin/pages/{other.pk}/copy/",
        f"/admin/images/{image.pk}/",
        f"/admin/images/{image.pk}/delete/",
        f"/admin/api/main/pages/{other.pk}/",
        "/admin/reports/site-history/",
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/collections/",
    }
    answers = {path: client.get(path).status_code for path in refused}
    assert {path: code for path, code in answers.items() if code not in {302, 403, 404}} == {}

    for path in (
        "/admin/",
        "/admin/pages/",
        "/admin/pages/search/?q=Community",
        "/admin/api/main/pages/?limit=50",
        "/admin/images/",
        "/admin/images/chooser/",
        "/admin/reports/aging-pages/",
    ):
        response = client.get(path, follow=True)
        assert response.status_code == 200, path
        text = response.content.decode()
        assert "Community b1" not in text, path
        assert "foreign-picture" not in text, path


def test_reading_permissions_costs_the_same_for_one_area_and_for_many(
    land, django_assert_num_queries
):
    for where in ("a1", "district"):
        user = person("community_editor", land[where])
        page = page_of(land["a1"])
        with django_assert_num_queries(3):
            assert page.permissions_for_user(user).can_edit()
        forget_posts(user)


def submitted(page, user):
    page.save_revision(user=user)
    return StreetReview.objects.get().workflows.get().start(page, user)


def test_the_first_page_of_a_type_waits_for_the_street_and_the_street_is_told(land):
    editor, officer = person("community_editor", land["a1"]), person("street_officer", land["s1"])
    officer.email = "officer@example.org"
    officer.save()
    stranger = person("street_officer", land["s2"])
    Page.objects.filter(pk=page_of(land["a1"]).pk).update(live=False)
    page = page_of(land["a1"]).add_child(instance=Page(title="First", slug="first", live=False))

    tester = ReviewedPageTester(fresh(editor), page)
    state = submitted(page, editor)

    assert not tester.can_publish()
    assert state.status == "in_progress"
    assert not Page.objects.get(pk=page.pk).live
    assert Message.objects.filter(topic="mail").count() == 1
    assert list(TaskState.objects.reviewable_by(officer)) == [state.current_task_state]
    assert list(TaskState.objects.reviewable_by(stranger)) == []
    assert list(TaskState.objects.reviewable_by(editor)) == []
    task = state.current_task_state.task.specific
    assert task.get_actions(page, stranger) == []
    assert task.get_actions(page, editor) == []

    task.on_action(state.current_task_state, officer, "approve")

    assert Page.objects.get(pk=page.pk).live


def test_later_pages_of_a_type_pass_at_once(land):
    editor = person("community_editor", land["a1"])
    page = page_of(land["a1"]).add_child(instance=Page(title="Second", slug="second", live=False))

    assert ReviewedPageTester(fresh(editor), page).can_publish()
    assert submitted(page, editor).status == "approved"
    assert Page.objects.get(pk=page.pk).live


def test_nobody_but_the_operator_removes_the_root_of_an_area(land):
    editor = person("community_editor", land["a1"])
    page = page_of(land["a1"])
    leaf = page.add_child(instance=Page(title="Leaf", slug="leaf"))

    assert not ReviewedPageTester(editor, page).can_delete()
    assert not ReviewedPageTester(editor, page).can_move()
    assert ReviewedPageTester(editor, leaf).can_delete()
