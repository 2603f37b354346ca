"""Text messages on the terminal, for development: nothing leaves the machine."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from foundation.identifiers import masked_mobile

TEXTS = {
    "code": "您的验证码是 {code}，5 分钟内有效。不要告诉别人。",
    "notice": "{text}",
    "offer": "{text}",
    "shift_changed": "{text}",
    "shift_cancelled": "{text}",
}


class ConsoleSms:
    """Writes the message to the terminal from which the site was started."""

    def send(self, *, phone: str, kind: str, params: Mapping[str, str], key: str) -> None:
        """Write one message; the phone is masked, the text is not: it is what one is after."""
        text = TEXTS[kind].format(**params)
        sys.stdout.write(f"[短信 → {masked_mobile(phone)}] {text}\n")
        sys.stdout.flush()
