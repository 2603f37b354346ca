"""The events that other systems can ask for; contents name things by number, never a person."""

from __future__ import annotations

from typing import Final

SHIFT_OPENED: Final = "shift.opened"
SHIFT_CANCELLED: Final = "shift.cancelled"
HOURS_VERIFIED: Final = "hours.verified"
FORM_SUBMITTED: Final = "form.submitted"
FORM_STEP: Final = "form.step"

EVENTS: Final = {
    SHIFT_OPENED: "members can see a shift: shift, area, starts_at, ends_at, places",
    SHIFT_CANCELLED: "a shift was called off: shift, area",
    HOURS_VERIFIED: "an hour served was verified: record, area, minutes",
    FORM_SUBMITTED: "a form came in: form, version, area",
    FORM_STEP: "a step after sending was reached: form, version, area, step",
}
"""Event → what its data holds, beside `event` and `at`."""
