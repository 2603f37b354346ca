"""Filters of the inbox under a name: one's own, or shared with the colleagues of an area."""

import pytest
from django.urls import reverse

from forms_app.actions.keep_view import keep_view
from forms_app.models import SavedView
from foundation.errors import NotAllowed
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.limited import NOW

pytestmark = pytest.mark.django_db


def test_a_view_is_kept_found_and_dropped_by_its_owner(town):
    worker, colleague = town.staff(), town.staff()
    office, address = sign_in(worker), reverse("submissions:views")

    wrong = office.post(f"{address}?state=received", {"name": " ", "area": ""})
    office.post(f"{address}?state=received&made=up", {"name": "新来的", "area": ""})
    office.post(f"{address}?state=closed", {"name": "新来的", "area": ""})

    [view] = SavedView.objects.all()
    assert (wrong.status_code, view.filters, view.area) == (422, {"state": "closed"}, None)
    page = office.get(address).content.decode()
    assert "/admin/submissions/?state=closed" in page
    assert "新来的" not in sign_in(colleague).get(address).content.decode()
    drop = reverse("submissions:drop_view", args=[view.pk])
    assert sign_in(colleague).post(drop).status_code == 404
    assert SavedView.objects.exists()
    office.post(drop)
    assert not SavedView.objects.exists()


def test_a_shared_view_is_seen_in_its_area_alone(town):
    officer = town.staff(Post.Role.STREET_OFFICER, town.street)
    worker, stranger = town.staff(), town.staff(area=town.other_community)
    keep_view(by=officer, name="街道的", filters={"care": "nobody"}, area=town.street, now=NOW)

    with pytest.raises(NotAllowed):
        keep_view(by=worker, name="越界", filters={"q": "1"}, area=town.street, now=NOW)

    address = reverse("submissions:views")
    seen = ["街道的" in sign_in(one).get(address).content.decode() for one in (worker, stranger)]
    assert seen == [True, False]
    assert SavedView.objects.count() == 1
