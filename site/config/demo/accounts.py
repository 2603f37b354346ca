"""One account per role, to walk through the demo with; none can exist under other settings."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Count, Q
from django.db.models.functions import Least

from config.demo.texts import texts
from config.demo.world import HOME, World
from people.models import Post, User
from volunteering.models import Member, Notice

PASSWORD = "tongxin-demo"  # noqa: S105 (known to everybody, for accounts that hold nothing real)


@dataclass(frozen=True, slots=True)
class Account:
    """One role to look at the site with."""

    key: str
    title: str
    name: str
    role: str = ""
    phone: str = ""

    @property
    def email(self) -> str:
        """The address to sign in with; nobody receives mail there."""
        return f"{self.key}@example.org"

    @property
    def is_staff(self) -> bool:
        """Whether the role holds a post, and so needs a second factor."""
        return bool(self.role)


ACCOUNTS: tuple[Account, ...] = (
    Account("organiser", "区组织员", "林样舟", Post.Role.ORGANISER, "+8619700000001"),
    Account("street", "街道工作人员", "周试安", Post.Role.STREET_OFFICER, "+8619700000002"),
    Account("editor", "社区编辑", "何示文", Post.Role.COMMUNITY_EDITOR, "+8619700000003"),
    Account("worker", "社区工作者", "赵例宁", Post.Role.COMMUNITY_WORKER, "+8619700000004"),
    Account("grid", "网格员", "钱拟川", Post.Role.GRID_WORKER, "+8619700000005"),
    Account("liaison", "单位联络员", "孙演青", Post.Role.UNIT_LIAISON, "+8619700000006"),
    Account("member", "在职党员", "李试禾", "", "+8619700000007"),
    Account("resident", "居民", "吴样和", "", "+8619700000008"),
)


def check_allowed() -> None:
    """Raise ImproperlyConfigured unless these settings allow a demo; production never does."""
    if settings.DEMO_ALLOWED is not True:
        raise ImproperlyConfigured("a demo cannot exist here: DEMO_ALLOWED is not True")


def totp_secret(account: str) -> str:
    """Return the seed of the account's second factor, which follows from the secret key.

    Raises ImproperlyConfigured where no demo may exist.
    """
    check_allowed()
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"demo second factor:{account}".encode(), hashlib.sha256
    ).digest()
    return base64.b32encode(digest[:20]).decode()


def current_code(account: str) -> str:
    """Return the code that the account's authenticator would show now.

    Raises LookupError when there is no such account with a second factor.
    """
    if not any(one.key == account and one.is_staff for one in ACCOUNTS):
        raise LookupError(account)
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(totp_secret(account), counter)))


def open_accounts(world: World) -> str:
    """Make the accounts: the worker and the member step into lives that are already there."""
    check_allowed()
    password = make_password(PASSWORD)
    place = world.place_of(HOME)
    member = _liveliest_member(world)
    lives = {"worker": place.desk, "member": member.user}
    for account in ACCOUNTS:
        user = lives.get(account.key) or User()
        _become(user, account, password, world)
        EmailAddress.objects.create(user=user, email=account.email, verified=True, primary=True)
        if account.is_staff:
            TOTP.activate(user, totp_secret(account.key))
    posts = {
        "organiser": {"area": place.area.get_root() if world.scale.key == "city" else None},
        "street": {"area": place.area.get_parent()},
        "editor": {"area": place.area},
        "grid": {"area": place.grids[0]},
        "liaison": {"unit": member.unit},
    }
    posts["organiser"]["area"] = posts["organiser"]["area"] or place.area.get_parent().get_parent()
    start = world.today - timedelta(days=200)
    for account in ACCOUNTS:
        if account.key in posts:
            Post.objects.create(
                user=User.objects.get(username=account.key),
                role=account.role,
                starts_on=start,
                **posts[account.key],
            )
    _fill_box(member.user, world)
    return "、".join(account.title for account in ACCOUNTS)


def _become(user: User, account: Account, password: str, world: World) -> None:
    user.username, user.name, user.email = account.key, account.name, account.email
    user.phone, user.phone_verified = account.phone, True
    user.password = password
    user.activated_at = user.activated_at or world.now
    user.save()


def _fill_box(user: User, world: World) -> None:
    """Give the member a box of notices, the two newest unread."""
    phrases = texts("phrases")
    written = zip(phrases["message_subjects"], phrases["message_bodies"], strict=True)
    for number, (title, words) in enumerate(written):
        at = world.now - timedelta(days=2 * number, hours=3)
        Notice.objects.create(
            user=user,
            key=f"demo:{number}",
            title=title,
            text=words,
            at=at,
            read_at=at + timedelta(hours=1) if number > 1 else None,
        )


def _liveliest_member(world: World) -> Member:
    """Return the member near the demo's community who has most to look at."""
    served = Count("participations", filter=Q(participations__starts_at__lt=world.now))
    coming = Count("participations", filter=Q(participations__starts_at__gt=world.now))
    return (
        Member.objects.select_related("user", "unit")
        .filter(home_area__code__startswith=HOME)
        .exclude(free_windows=None)
        .annotate(served=served, coming=coming)
        .order_by(Least("coming", 2).desc(), "-served", "pk")[0]
    )
