"""A city with two streets, the starter form published in it, and workers who answer for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.core.files.storage import default_storage

from forms_app.actions.publish_starter import publish_starter
from forms_app.models import Form
from people.models import Post, User
from territory.models import Area
from tests.forms_app.filed import stored

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@dataclass
class Town:
    """Makes what a test asks for; every name and number is made up."""

    numbers: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.city = Area.add_root(
            code="3701", level=Area.Level.CITY, name="样例市", short_name="样例市"
        )
        district = self.city.add_child(
            code="370199", level=Area.Level.DISTRICT, name="样例区", short_name="样例区"
        )
        self.street = district.add_child(
            code="370199001", level=Area.Level.STREET, name="甲街道", short_name="甲街道"
        )
        self.other_street = district.add_child(
            code="370199002", level=Area.Level.STREET, name="乙街道", short_name="乙街道"
        )
        self.community = self.add_community(self.street, "370199001001", "百花园社区")
        self.other_community = self.add_community(self.other_street, "370199002001", "柳林社区")

    def add_community(self, street: Area, code: str, name: str) -> Area:
        return street.add_child(
            code=code,
            level=Area.Level.COMMUNITY,
            name=f"{name}居民委员会",
            short_name=name,
        )

    def staff(self, role: str = Post.Role.COMMUNITY_WORKER, area: Area | None = None) -> User:
        number = next(self.numbers)
        user = User.objects.create_user(
            username=f"u{number}", name=f"样例{number}", phone=f"+8613900{number:06d}"
        )
        Post.objects.create(
            user=user, role=role, area=area or self.community, starts_on=date(2026, 1, 1)
        )
        return user

    def form(self) -> Form:
        return publish_starter(key="ask_for_help", area=self.city)


@pytest.fixture
def town(db) -> Town:
    return Town()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def form(town) -> Form:
    return town.form()


def answers_to(form: Form, **changed: str) -> dict[str, str]:
    """Return a whole set of answers to the starter, by the keys of its fields."""
    kinds = {
        "choice": "c0000003",
        "long_text": "厨房的灯不亮了，想请人看看。家里有梯子",
        "community": "百花园",
        "contact_name": "林样例",
        "phone": "139 0000 0001",
        "consent": "on",
        "date": "",
        "short_text": "3号楼2单元",
    } | changed
    return {
        field.key: kinds["contact_name" if field.purpose == "contact_name" else field.type]
        for field in form.current.definition.fields
    }


@pytest.fixture(autouse=True)
def _empty_storage() -> Iterator[None]:
    """Leave no file of a test to the next one."""
    yield
    for path in stored():
        default_storage.delete(path)
