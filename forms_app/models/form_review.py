"""The street's review of forms: a community's new form is read by the street before it is out.

The rule stands beside the models because Wagtail asks it of the task itself.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from cms.models.reviewing import Letter, Reviewing
from forms_app.engine.definition import DataClass, Definition
from forms_app.engine.field_type import type_of
from forms_app.models.form import Form
from people.permissions import Verb, may, scope_of


def may_review_form(person: object, form: Form) -> bool:
    """Say whether `person` reviews the forms of the area that `form` is for."""
    return may(person, Verb.REVIEW_PAGES, form.area)


def awaits_review(form: Form) -> bool:
    """Say whether `form` is to be read by the street before it goes out.

    The first version of every form is; later ones pass by themselves, unless they begin to ask
    for something sensitive, or for a minor's.
    """
    current = form.current
    if current is None:
        return True
    asks = _most_care(form.definition)
    return asks >= DataClass.SENSITIVE.rank and asks > _most_care(current.definition)


def _most_care(definition: Definition) -> int:
    ranks = [type_of(field).class_of(field).rank for field in definition.all_fields]
    return max(ranks, default=0)


class FormReview(Reviewing):
    """The street reviews what a community asks its people for the first time."""

    letter_key = "form-review"

    class Meta:
        verbose_name = _("review of forms by the street")
        verbose_name_plural = _("reviews of forms by the street")

    @classmethod
    def get_description(cls) -> Any:
        return _("The street reads every new form, and forms that begin to ask for sensitive data")

    def is_reviewer(self, person: object, thing: Form) -> bool:
        """Say whether `person` reviews the forms of the area of `thing`."""
        return may_review_form(person, thing)

    def awaits_review(self, thing: Form) -> bool:
        """Say whether the street has to read `thing`."""
        return awaits_review(thing)

    def letter(self, thing: Form) -> Letter:
        """Return what reviewers are told about `thing`."""
        return Letter(
            area=thing.area,
            subject=say("A form waits for your review: %(title)s") % {"title": thing.title},
            text=say("%(place)s asks to publish the form “%(title)s”. Open the office to read it.")
            % {"place": thing.area, "title": thing.title},
        )

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """Return the open reviews of the forms that `user` reviews."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        mine = Form.objects.within(scope_of(user, Verb.REVIEW_PAGES))
        names = mine.annotate(name=Cast("pk", models.CharField())).values("name")
        return waiting.filter(workflow_state__object_id__in=names)
