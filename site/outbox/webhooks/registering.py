"""Register addresses, and put an event into the outbox for each that asked for it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence

from foundation import clock
from outbox.actions import put
from outbox.keys import sealer
from outbox.models import Webhook
from outbox.webhooks.addresses import resolved
from outbox.webhooks.events import EVENTS
from outbox.webhooks.sending import SEALED_AS

TOPIC = "webhook"


def register(*, url: str, events: Sequence[str]) -> tuple[Webhook, str]:
    """Register an address for some events; return it with its secret, which is shown only once.

    Raises ValueError for an event that there is not, `Forbidden` for an address that must not be
    called, OSError for a name that leads nowhere.
    """
    unknown = sorted(set(events) - set(EVENTS))
    if unknown or not events:
        raise ValueError(", ".join(unknown) or "no event")
    resolved(url)
    secret = base64.b64encode(secrets.token_bytes(32)).decode()
    hook = Webhook.objects.create(
        url=url,
        events=sorted(set(events)),
        sealed_secret=sealer().seal(secret, SEALED_AS),
        created_at=clock.now(),
    )
    return hook, f"whsec_{secret}"


def announce(*, event: str, key: str, content: Mapping[str, object]) -> None:
    """Tell every webhook that asked for `event`, once for each `key`; needs a transaction.

    `content` names things by number and code, never a person.
    """
    data = {"event": event, "at": clock.now().isoformat(), **content}
    for hook in Webhook.objects.filter(is_active=True):
        if event in hook.events:
            put(
                topic=TOPIC,
                key=f"{TOPIC}:{hook.pk}:{event}:{key}",
                content={"webhook": hook.pk, "data": data},
            )
