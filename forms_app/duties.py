"""What the clock does for forms every minute; doing it twice does nothing more."""

from __future__ import annotations

from django.core.cache import cache

from forms_app.actions.advance_course import wake_courses
from forms_app.actions.count_tries import forget_tries
from forms_app.actions.draw_seats import forget_who_lost
from forms_app.actions.hold_places import end_holds
from forms_app.actions.index_answers import index_what_is_left
from forms_app.actions.keeping_uploads import drop_due
from forms_app.actions.purge_drafts import purge_drafts
from forms_app.actions.purge_strays import purge_strays
from forms_app.actions.purge_submissions import purge_submissions
from forms_app.actions.schedule_export import drop_exports, due_schedules
from forms_app.actions.trim_submissions import trim_submissions
from forms_app.tasks import exporting
from foundation import clock

A_DAY = 24 * 60 * 60
"""In seconds."""


def end_held_places() -> None:
    """Give back the places of people who did not come back from checking their answers."""
    end_holds(now=clock.now())


def empty_old_answers() -> None:
    """Empty the answers that have been kept for as long as their form says."""
    purge_submissions(now=clock.now())
    trim_submissions(now=clock.now())


def delete_old_drafts() -> None:
    """Delete what was begun and not sent within its time."""
    purge_drafts(now=clock.now())


def drop_files() -> None:
    """Delete the files of forms that were never sent, and what was let go of."""
    drop_due(now=clock.now())


def delete_stray_files() -> None:
    """Delete stored bytes that no row names: once a day, the whole storage is looked through."""
    now = clock.now()
    if cache.add(f"forms.strays.{now:%Y-%m-%d}", "looked", timeout=A_DAY):
        purge_strays(now=now)


def go_on_with_courses() -> None:
    """Go on with what waited for an hour, a day, or an answer that is late."""
    wake_courses(now=clock.now())


def export_by_the_clock() -> None:
    """Begin the exports whose time has come, and delete the files that nobody fetched."""
    now = clock.now()
    for schedule_id in due_schedules(now=now):
        exporting.enqueue(schedule_id)
    drop_exports(now=now)


def forget_old_tries() -> None:
    """Delete the counts of tries whose time is over."""
    forget_tries(now=clock.now())


def forget_old_draws() -> None:
    """Forget who entered draws of places so long ago that they count no more."""
    forget_who_lost(now=clock.now())


def index_older_answers() -> None:
    """Let the choices of submissions be looked for that were written before there was an index."""
    index_what_is_left()


DUTIES = (
    end_held_places,
    empty_old_answers,
    delete_old_drafts,
    drop_files,
    delete_stray_files,
    go_on_with_courses,
    export_by_the_clock,
    forget_old_tries,
    forget_old_draws,
    index_older_answers,
)
