"""What the clock does for pages every minute."""

from __future__ import annotations

from datetime import timedelta

from cms.actions.make_sizes import make_sizes

A_WHILE = timedelta(seconds=5)
"""What the minute can spare: messages wait while a worker makes pictures."""


def make_sizes_of_pictures() -> None:
    """Make AVIF and JPEG sizes of the pictures that people were shown."""
    make_sizes(at_most=A_WHILE)


DUTIES = (make_sizes_of_pictures,)
