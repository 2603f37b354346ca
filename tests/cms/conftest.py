"""A small site for the tests of pages: a home page and one community."""

from types import SimpleNamespace

import pytest

from cms.actions.open_place import open_place
from cms.actions.open_site import open_site
from territory.models import Area
from tests.factories.pages import child, new_picture


@pytest.fixture
def site(db, settings, tmp_path):
    """Return a home page and a community page with their lists, each found by its name."""
    settings.MEDIA_ROOT = tmp_path
    city = Area.add_root(code="37", level="city", name="市", short_name="市")
    street = city.add_child(
        code="370112001", level="street", name="样例街道", short_name="样例街道"
    )
    area = street.add_child(
        code="370112001001", level="community", name="样例社区", short_name="样例社区"
    )
    home = open_site(title="同心")
    community = open_place(area=area, parent=child(home, "communities"))
    return SimpleNamespace(home=home, community=community, area=area, street=street)


@pytest.fixture
def picture(site):
    """Return a picture with a description."""
    return new_picture()
