"""The street's review: a community's first page of a type is read by the street before it is out.

The rule stands beside the models because Wagtail asks it of the page and of the task themselves.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PagePermissionTester, TaskState

from cms.models.place import AreaPlace
from cms.models.reviewing import Letter, Reviewing
from people.models import User
from people.permissions import Verb, may, scope_of


def may_review(person: object, page: Page) -> bool:
    """Say whether `person` reviews the pages of the place that `page` lies in."""
    if isinstance(person, User) and person.is_active and person.is_superuser:
        return True
    place = AreaPlace.objects.of_page(page)
    return place is not None and may(person, Verb.REVIEW_PAGES, place.area)


def has_published(place: AreaPlace, page_type: type[Page]) -> bool:
    """Say whether a page of exactly `page_type` is already out in `place`."""
    content_type = ContentType.objects.get_for_model(page_type, for_concrete_model=False)
    pages = Page.objects.descendant_of(place.page, inclusive=True)
    return bool(pages.live().filter(content_type=content_type).exists())


def awaits_review(page: Page) -> bool:
    """Say whether `page` would be the first of its type that its place publishes."""
    place = AreaPlace.objects.of_page(page)
    return place is not None and not has_published(place, page.specific_class)


class ReviewedPageTester(PagePermissionTester):
    """Wagtail's question "what may this user do with this page", with the street's review in it."""

    def can_publish(self) -> bool:
        """Say whether the user may publish, without the street when it is no first page."""
        if not super().can_publish():
            return False
        return may_review(self.user, self.page) or not awaits_review(self.page)

    def can_publish_subpage(self) -> bool:
        """Say whether anything created below this page may go out at once.

        The type is not known yet, so all types that can be created here must have been out once.
        """
        if not super().can_publish_subpage():
            return False
        if may_review(self.user, self.page):
            return True
        place = AreaPlace.objects.of_page(self.page)
        return place is not None and all(
            has_published(place, page_type)
            for page_type in self.page.specific_class.creatable_subpage_models()
        )

    def _is_root_of_a_place(self) -> bool:
        return bool(AreaPlace.objects.filter(page=self.page.pk).exists())

    def can_delete(self, *, ignore_bulk: bool = False) -> bool:
        """Say whether the user may delete; an area's root page is the operator's to remove."""
        if not self.user.is_superuser and self._is_root_of_a_place():
            return False
        return bool(super().can_delete(ignore_bulk=ignore_bulk))


class StreetReview(Reviewing):
    """The street reviews a community's first page of a type; later ones pass by themselves."""

    letter_key = "street-review"

    class Meta:
        verbose_name = _("review by the street")
        verbose_name_plural = _("reviews by the street")

    @classmethod
    def get_description(cls) -> Any:
        return _("The street reads the first page of each type that a community publishes")

    def is_reviewer(self, person: object, thing: Page) -> bool:
        """Say whether `person` reviews the pages of the place that `thing` lies in."""
        return may_review(person, thing)

    def awaits_review(self, thing: Page) -> bool:
        """Say whether the street has to read `thing`."""
        return awaits_review(thing)

    def letter(self, thing: Page) -> Letter | None:
        """Return what reviewers are told about `thing`; None outside every place."""
        place = AreaPlace.objects.of_page(thing)
        if place is None:
            return None
        return Letter(
            area=place.area,
            subject=say("A page waits for your review: %(title)s") % {"title": thing.title},
            text=say("%(place)s asks to publish “%(title)s”. Open the office to read it.")
            % {"place": place.area, "title": thing.title},
        )

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """Return the open reviews of the pages that `user` reviews."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        roots = AreaPlace.objects.within(scope_of(user, Verb.REVIEW_PAGES))
        paths = list(roots.values_list("page__path", flat=True))
        asked = waiting.values_list("workflow_state__object_id", flat=True)
        pages = Page.objects.filter(pk__in=[int(pk) for pk in asked]).values_list("pk", "path")
        mine = [str(pk) for pk, path in pages if any(path.startswith(root) for root in paths)]
        return waiting.filter(workflow_state__object_id__in=mine)
