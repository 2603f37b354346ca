"""What the outbox delivers itself: webhooks."""

from __future__ import annotations

from outbox.webhooks.registering import TOPIC
from outbox.webhooks.sending import deliver_webhook

TOPICS = {TOPIC: deliver_webhook}
