"""Saying in the editor who may fill a form in for others."""

import pytest

from forms_app.models import Form
from forms_app.models.form import HelpedBy
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import address, draft, newest, posted, question

pytestmark = pytest.mark.django_db
ASKED = question(1, label="怎么称呼")
POSTS = ["grid_worker", "organiser"]


@pytest.fixture
def editor(town):
    return sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))


def test_an_author_lists_the_posts_that_help_and_takes_them_back(town, editor):
    form = draft(town.community, ASKED)
    shown = editor.get(address("edit", form)).content.decode()

    editor.post(address("edit", form), posted(form, ASKED, helped_by="listed", helper_roles=POSTS))
    listed = newest(form)
    editor.post(address("edit", form), posted(form, ASKED, helped_by="workers", helper_roles=POSTS))
    changed = newest(form)

    assert 'name="helped_by"' in shown
    assert 'value="grid_worker"' in shown
    assert 'value="unit_liaison"' not in shown
    assert (listed.helped_by, listed.helper_roles) == (HelpedBy.LISTED, POSTS)
    assert (changed.helped_by, changed.helper_roles) == (HelpedBy.WORKERS, [])


def test_who_says_nothing_of_it_leaves_it_as_it_is(town, editor):
    form = draft(town.community, ASKED, helped_by=HelpedBy.NOBODY)

    editor.post(address("edit", form), posted(form, ASKED, title="新名字"))

    assert (newest(form).title, newest(form).helped_by) == ("新名字", HelpedBy.NOBODY)


def test_a_list_without_a_post_does_not_go_out(town):
    form = draft(town.community, ASKED)
    officer = sign_in(town.staff(role=Post.Role.STREET_OFFICER, area=town.street))

    page = officer.post(
        address("edit", form),
        posted(form, ASKED, helped_by="listed") | {"action-publish": "1"},
        headers={"accept-language": "zh-hans"},
    )

    assert page.context["form"].errors["helper_roles"] == ["请勾选可以替别人填的职务。"]
    assert not Form.objects.get(pk=form.pk).live


def test_a_post_that_is_none_is_refused(town, editor):
    form = draft(town.community, ASKED)
    asked = posted(form, ASKED, helped_by="listed", helper_roles=["unit_liaison"])

    page = editor.post(address("edit", form), asked)

    assert "helper_roles" in page.context["form"].errors
    assert newest(form).helper_roles == []
