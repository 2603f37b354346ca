"""How the notices of volunteering reach people: their own box, e-mail, and SMS when urgent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.mail import send_mail
from django.db import transaction

from foundation import clock
from people.models import User
from people.sms.texting import put_sms
from volunteering.actions.notices import TOPICS as NOTICE_TOPICS
from volunteering.models import Notice
from volunteering.terms import text_at


@transaction.atomic
def deliver_notice(content: Mapping[str, Any], key: str) -> None:
    """Put the notice into the person's box, once, with the mail and the text message it asks for.

    Both go through the outbox in the same transaction: a crash leaves all of them or none.
    """
    user = User.objects.filter(pk=content["user"], is_active=True).first()
    if user is None:
        return
    title, text = str(content["title"]), str(content["text"])
    now = clock.now()
    _notice, created = Notice.objects.get_or_create(
        key=key,
        defaults={
            "user": user,
            "title": title,
            "text": text,
            "link": str(content["link"]),
            "at": now,
        },
    )
    if created and user.email:
        send_mail(title, text, None, [user.email])
    if created and "sms" in content:
        _text(user, f"{title}：{text}", content["sms"], key, now)


def _text(user: User, text: str, sms: Mapping[str, str], key: str, now: datetime) -> None:
    """Text the person, if they want it and it is not too late; in the morning when it can wait."""
    leaves = text_at(now, _moment(sms.get("starts_at")), _moment(sms.get("until")))
    if leaves is None or not (user.sms_notices and user.phone and user.phone_verified):
        return
    put_sms(
        phone=user.phone,
        kind=sms["kind"],
        params={"text": text},
        key=f"sms:{key}",
        not_before=leaves,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


TOPICS = dict.fromkeys(NOTICE_TOPICS, deliver_notice)
