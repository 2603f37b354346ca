"""What every review by the street shares: who opens, locks and decides, and who is written to.

What is reviewed, by whom and when nobody has to, is said by the tasks that build on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, WorkflowState

from foundation import clock
from outbox.actions import put
from people.permissions import Verb, holders_of
from territory.models import Area


@dataclass(frozen=True, slots=True)
class Letter:
    """What the reviewers of an area are told about something that waits for them."""

    area: Area
    subject: str
    text: str


class Reviewing(Task):
    """A task that reviewers decide, and that passes by itself where nothing has to be read."""

    #: How the keys of the letters begin, so that each reviewer is written to once.
    letter_key: ClassVar[str]

    class Meta:
        abstract = True

    def is_reviewer(self, person: object, thing: Any) -> bool:
        """Say whether `person` decides about `thing`; nobody does unless a task says who."""
        return False

    def awaits_review(self, thing: Any) -> bool:
        """Say whether `thing` has to be read at all."""
        return True

    def letter(self, thing: Any) -> Letter | None:
        """Return what reviewers are told about `thing`; None where there is nobody to tell."""
        return None

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Open the review, or approve at once what needs none; reviewers are written to."""
        state = super().start(workflow_state, user=user)
        thing = workflow_state.content_object.get_latest_revision_as_object()
        if self.is_reviewer(user, thing) or not self.awaits_review(thing):
            state.status = TaskState.STATUS_APPROVED
            state.finished_at = clock.now()
            state.finished_by = user
            state.save()
        else:
            self._write_to_reviewers(state, self.letter(thing))
        return state

    def _write_to_reviewers(self, state: TaskState, letter: Letter | None) -> None:
        if letter is None:
            return
        reviewers = holders_of(Verb.REVIEW_PAGES, letter.area).exclude(is_superuser=True)
        for pk, address in reviewers.exclude(email=None).values_list("pk", "email"):
            put(
                topic="mail",
                key=f"{self.letter_key}:{state.pk}:{pk}",
                content={"to": [address], "subject": letter.subject, "text": letter.text},
            )

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.is_reviewer(user, obj)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.is_reviewer(user, obj)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self.is_reviewer(user, obj)

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return self.is_reviewer(user, obj)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.is_reviewer(user, obj):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]
