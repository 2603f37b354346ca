"""A person who asked for it is erased when the days to think it over are past."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from foundation import clock
from foundation.errors import NotFound, Refused
from outbox.actions import forget_undelivered
from people.actions.stop_invitations import stop_invitations
from people.doors import offered
from people.models import AccessLogEntry, Consent, Post, User
from people.traces import GONE, Traces

logger = logging.getLogger(__name__)


def due_at(user: User) -> datetime | None:
    """Return from when on `user` is erased, or None when they never asked."""
    if user.deletion_asked_at is None:
        return None
    return user.deletion_asked_at + timedelta(days=settings.ERASURE_GRACE_DAYS)


def hindrance(user: User, now: datetime) -> str:
    """Return in words what must be settled by people before `user` can be erased; else nothing."""
    if user.is_superuser:
        return str(_("This account runs the installation: another one must take over first."))
    if Post.objects.filter(user=user).in_force(now.astimezone(clock.CITY_TIME).date()).exists():
        return str(_("A post is still held: whoever gave it must end it first."))
    return ""


@transaction.atomic
def carry_out_erasure(*, user_id: int, now: datetime) -> User:
    """Erase what is personal of somebody whose wish is due, and return what is left of the row.

    What others rely on stays under a name that says nothing: hours served, certificates, who looked
    at whose data. Nobody can sign in any more. Erasing twice is as good as once. Raises `NotFound`,
    and `Refused` when it was never asked, is not due, or people must settle something first.
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound(_("There is no such person."), code="no_person")
    if user.erased_at is not None:
        return user
    due = due_at(user)
    if due is None or due > now:
        raise Refused(_("This is not due yet."), code="erasure_not_due")
    if why := hindrance(user, now):
        raise Refused(why, code="erasure_hindered")
    traces = Traces.of(user)
    stop_invitations(today=now.astimezone(clock.CITY_TIME).date(), phone=user.phone)
    for erased in offered("erasures", "erased"):
        erased(user=user, traces=traces, now=now)
    _forget_messages(user, traces)
    _close_entrances(user)
    _forget_traces(user, traces, now)
    _empty(user, now)
    log(instance=user, action="people.erase")
    return user


def erase_all_due(*, now: datetime) -> int:
    """Erase everybody whose wish is due and whom nothing hinders; return how many."""
    since = now - timedelta(days=settings.ERASURE_GRACE_DAYS)
    asked = User.objects.filter(deletion_asked_at__lte=since, erased_at=None)
    done = 0
    for user_id in asked.order_by("deletion_asked_at", "pk").values_list("pk", flat=True):
        try:
            carry_out_erasure(user_id=user_id, now=now)
        except Refused:
            # The page of the person says what hinders it; it is tried again every minute.
            continue
        except Exception as error:  # noqa: BLE001 (one person's failure must not stop the others)
            # What an error says may quote a person: only its kind is logged.
            logger.error("erasure of user %d failed: %s", user_id, type(error).__name__)
            continue
        done += 1
    return done


def _forget_messages(user: User, traces: Traces) -> None:
    """Drop what waits in the outbox for the person."""

    def concerns(content: Mapping[str, Any]) -> bool:
        addressed = content.get("user") == user.pk
        return addressed or traces.are_in(json.dumps(content, ensure_ascii=False))

    forget_undelivered(concerns)


def _close_entrances(user: User) -> None:
    """Remove every way to sign in and every session."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()
    for entrance in (EmailAddress, Authenticator, SocialAccount):
        entrance.objects.filter(user=user).delete()


def _forget_traces(user: User, traces: Traces, now: datetime) -> None:
    """Take the person out of the logs; that something was done, when and by whom stays."""
    Consent.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=now)
    for look in AccessLogEntry.objects.filter(subject=user):
        AccessLogEntry.objects.filter(pk=look.pk).update(reason=traces.taken_out_of(look.reason))
    kind = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(
        label=GONE, data={}
    )
    UserProfile.objects.filter(user=user).delete()


def _empty(user: User, now: datetime) -> None:
    user.username = f"gone-{secrets.token_hex(8)}"
    user.name, user.email, user.phone, user.phone_verified = GONE, None, "", False
    user.is_active, user.activated_at, user.erased_at = False, None, now
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
