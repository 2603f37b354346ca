"""Log lines as JSON, one a line, with a request id and without personal data."""

import json
import logging
import re
from datetime import UTC, datetime

_KEPT = ("request_id", "method", "route", "status", "milliseconds")
_NUMBERS = re.compile(r"(?<!\d)(\+?86)?1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\w)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def without_personal_data(text: str) -> str:
    """Return `text` with phone numbers, ID numbers and mail addresses blotted out."""
    return _MAIL.sub("[mail]", _NUMBERS.sub("[number]", text))


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON; tracebacks keep their frames and lose their numbers."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
        }
        line |= {name: record.__dict__[name] for name in _KEPT if name in record.__dict__}
        if record.exc_info:
            line["traceback"] = without_personal_data(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
