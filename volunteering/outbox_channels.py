"""How the notices of volunteering reach people: their own box on the site, and e-mail."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.mail import send_mail

from foundation import clock
from people.models import User
from volunteering.actions.notices import TOPICS as NOTICE_TOPICS
from volunteering.models import Notice


def deliver_notice(content: Mapping[str, object], key: str) -> None:
    """Put the notice into the person's box, once, and mail it when there is an address."""
    user = User.objects.filter(pk=content["user"], is_active=True).first()
    if user is None:
        return
    title, text = str(content["title"]), str(content["text"])
    _notice, created = Notice.objects.get_or_create(
        key=key,
        defaults={
            "user": user,
            "title": title,
            "text": text,
            "link": str(content["link"]),
            "at": clock.now(),
        },
    )
    if created and user.email:
        send_mail(title, text, None, [user.email])


TOPICS = dict.fromkeys(NOTICE_TOPICS, deliver_notice)
