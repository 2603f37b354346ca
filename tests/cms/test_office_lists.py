"""The office's lists on a phone, and its addresses that lead nowhere."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.safestring import mark_safe

from cms.templatetags.office_lists import of_column
from foundation import clock
from people.models import Post, User
from tests.factories.pages import add_news
from tests.factories.sessions import sign_in


def test_a_cell_carries_the_name_of_its_column():
    assert of_column(mark_safe("<td> 3 </td>"), "份数") == '<td data-label="份数"> 3 </td>'


def test_the_name_of_a_column_is_escaped():
    labelled = of_column(mark_safe("<td>3</td>"), '"><script>')

    assert labelled == '<td data-label="&quot;&gt;&lt;script&gt;">3</td>'


def test_a_cell_without_words_is_left_out_on_a_phone():
    assert of_column(mark_safe('<td class="x">  </td>'), "谁在办").startswith("<td data-blank")


def test_a_box_to_tick_is_not_an_empty_cell():
    box = mark_safe('<td><input type="checkbox"></td>')

    assert of_column(box, "") == '<td data-label=""><input type="checkbox"></td>'


@pytest.fixture
def editor(site) -> Client:
    user = User.objects.create_user(name="样例编辑")
    Post.objects.create(
        user=user, role=Post.Role.COMMUNITY_EDITOR, area=site.area, starts_on=clock.today()
    )
    return sign_in(user)


@pytest.mark.django_db
def test_lists_of_wagtail_are_cards_too_and_their_buttons_are_named_in_chinese(site, editor):
    news = add_news(site.community)

    shown = editor.get(
        reverse("wagtailadmin_explore", args=[news.get_parent().pk])
    ).content.decode()

    assert "data-cards" in shown
    assert 'data-label="状态"' in shown
    assert 'aria-label="Actions"' not in shown


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_in_the_office_leads_back_to_it(site, editor):
    response = editor.get("/admin/nowhere/")

    assert response.status_code == 404
    assert "工作台里没有这一页" in response.content.decode()
    assert f'href="{reverse("wagtailadmin_home")}"' in response.content.decode()
