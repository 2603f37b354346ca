"""Choosing an area: a list while it is short, a window beyond, and never another's area."""

import pytest
from django.urls import reverse
from django.utils import translation

from people.models import Post
from people.office.area_chooser import IndentedField, area_chooser
from people.permissions import Verb
from tests.factories.sessions import sign_in
from volunteering.views.desk.forms import NeedForm, need_area_chooser

pytestmark = pytest.mark.django_db


def test_one_community_is_chosen_already(town):
    field = need_area_chooser.field(town.staff())

    assert isinstance(field, IndentedField)
    assert field.initial == town.community


def test_a_short_list_is_a_list_and_a_long_one_a_window(town, monkeypatch):
    person = town.staff(Post.Role.ORGANISER, area=town.district)
    assert isinstance(need_area_chooser.field(person), IndentedField)
    monkeypatch.setattr("people.office.area_chooser.LONGEST_LIST", 1)

    field = need_area_chooser.field(person)

    assert not isinstance(field, IndentedField)
    assert isinstance(field.widget, need_area_chooser.widget_class)
    assert field.clean(town.community.pk) == town.community


def test_an_area_beyond_the_posts_is_refused_by_the_window_and_the_form(town):
    person = town.staff()
    client = sign_in(person)

    html = client.get(reverse("need_area_chooser:choose")).json()["html"]
    form = NeedForm({"area": town.other_community.pk}, person=person)

    assert str(town.community) in html
    assert str(town.other_community) not in html
    assert not form.is_valid()
    assert "area" in form.errors


def test_the_window_finds_by_initials(town):
    client = sign_in(town.staff(Post.Role.ORGANISER, area=town.district))
    town.community.initials, town.community.pinyin = "zyl", "ziyoulu"
    town.community.save()

    for words in ("zyl", "zi you", town.community.code, str(town.community)):
        html = client.get(reverse("need_area_chooser:choose"), {"q": words}).json()["html"]
        assert str(town.community) in html, words
    html = client.get(reverse("need_area_chooser:choose"), {"q": "zzzz"}).json()["html"]
    assert str(town.community) not in html


def test_who_may_not_post_needs_finds_none(town):
    client = sign_in(town.staff(Post.Role.COMMUNITY_EDITOR))

    html = client.get(reverse("need_area_chooser:choose")).json()["html"]

    assert str(town.community) not in html


def test_choosers_are_asked_in_the_words_of_their_form():
    with translation.override("zh-hans"):
        assert str(need_area_chooser.choose_one_text) == "选择社区"
    assert (area_chooser.verb, need_area_chooser.verb) == (Verb.GRANT_POSTS, Verb.EDIT_NEEDS)
