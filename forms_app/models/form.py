"""The form as its author writes it: drafted, previewed and published in the admin."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel
from wagtail.log_actions import log
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from forms_app.answer_form import AnswerForm
from forms_app.blocks import QuestionsField
from forms_app.compiling import compiled
from forms_app.course_blocks import CourseField
from forms_app.course_panel import CoursePanel
from forms_app.engine.checking import problems_of
from forms_app.engine.definition import Definition
from forms_app.engine.step import steps
from forms_app.engine.walking import Walk
from forms_app.models.form_version import FormVersion
from forms_app.models.place_count import PlaceCount, limited_options
from forms_app.models.seat_draw import SeatDraw
from forms_app.page_trials import pages_not_typeset
from forms_app.places import context_for, with_area_names
from forms_app.words import language, said
from foundation import clock
from foundation.text import visible
from people.models import Post
from territory.models import Area
from territory.scope import Scope

logger = logging.getLogger(__name__)

RESERVED = frozenset({"status", "offline"})
"""Names in addresses that lead elsewhere."""

ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9-]+(?::\d{1,5})?")
MOST_SITES = 20

SLUG_LENGTH = 50
"""How long a name in addresses may be before it is numbered."""


def are_origins(text: str) -> None:
    """Raise ValidationError unless each line is the origin of a site."""
    lines = text.split()
    wrong = next((one for one in lines if not ORIGIN.fullmatch(one)), None)
    if wrong is not None:
        raise ValidationError(
            _("“%(site)s” is no site: write https:// and its name, without a path."),
            params={"site": wrong},
        )
    if len(lines) > MOST_SITES:
        raise ValidationError(_("So many sites at most: %(most)s."), params={"most": MOST_SITES})


def startable() -> list[tuple[str, str]]:
    """Return what a form can start, as choices."""
    return [(key, said(step.names)) for key, step in steps().items() if step.by_button]


class OncePer(models.TextChoices):
    """Whose second form is refused."""

    PHONE = "phone", _("phone number")
    PERSON = "person", _("signed-in person")


class OnceEvery(models.TextChoices):
    """When a second form is welcome again, by the calendar of the city."""

    EVER = "ever", _("never again")
    DAY = "day", _("the day")
    WEEK = "week", _("the week")
    MONTH = "month", _("the month")
    YEAR = "year", _("the year")


class FormAudience(models.TextChoices):
    """Who can open a form and send it."""

    EVERYBODY = "everybody", _("everybody")
    STAFF = "staff", _("people with a post there")


class HelpedBy(models.TextChoices):
    """Who may fill a form in for somebody who cannot; always with a post there."""

    STAFF = "staff", _("everybody with a post there")
    WORKERS = "workers", _("grid workers and community workers there")
    LISTED = "listed", _("the posts chosen below, there")
    NOBODY = "nobody", _("nobody: everyone fills it in themselves")


WORKERS = (Post.Role.GRID_WORKER, Post.Role.COMMUNITY_WORKER)
"""The posts of those who know people at home."""


class FormQuerySet(models.QuerySet["Form"]):
    """Questions that one asks of forms."""

    def within(self, scope: Scope) -> Self:
        """Keep the forms of the areas in `scope`."""
        return self.filter(scope.condition("area__path"))

    def live(self) -> Self:
        """Keep the forms that people can fill in."""
        return self.filter(live=True)

    def for_everybody(self) -> Self:
        """Keep the forms that are not for staff alone."""
        return self.filter(audience=FormAudience.EVERYBODY)

    def free_slug(self, wanted: str) -> str:
        """Return `wanted`, or it with the first number that no form has yet."""
        wanted = wanted[:SLUG_LENGTH] or "form"
        taken = set(self.filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED
        names = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
        return next(name for name in names if name not in taken)


class Form(
    WorkflowMixin, PreviewableMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model
):
    """Questions for the people of an area, and what their answers start."""

    title = models.CharField(_("title"), max_length=60)
    slug = models.SlugField(
        _("name in addresses"),
        max_length=60,
        unique=True,
        help_text=_("Letters, digits and hyphens; /forms/NAME/ is the form's address."),
    )
    introduction = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("What the form is for and what happens afterwards, in two sentences."),
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="forms",
        verbose_name=_("for whom"),
        help_text=_("The area whose people it is for; the city for everybody."),
    )
    audience = models.CharField(
        _("who can fill it in"),
        max_length=10,
        choices=FormAudience,
        default=FormAudience.EVERYBODY,
        help_text=_(
            "Visit records and assessments are for people with a post in the area alone: nobody "
            "else can open them, and no list or page shows them."
        ),
    )
    helped_by = models.CharField(
        _("who may fill it in for others"),
        max_length=10,
        choices=HelpedBy,
        default=HelpedBy.STAFF,
        help_text=_("For people who cannot do it themselves; who, for whom and how is recorded."),
    )
    helper_roles = models.JSONField(_("posts that may"), default=list, blank=True)
    questions = QuestionsField(blank=True, verbose_name=_("questions"))
    rules = models.JSONField(
        _("rules"),
        default=list,
        blank=True,
        help_text=_("What is shown, required, skipped, computed and checked, as trees."),
    )
    samples = models.JSONField(
        _("sample answers"),
        default=list,
        blank=True,
        help_text=_(
            "Answers with the path that is expected of them; a broken one stops publishing."
        ),
    )
    translations = models.JSONField(
        _("translations"),
        default=dict,
        blank=True,
        help_text=_("Language → address of some words → the words, and what they translate."),
    )
    starts = models.CharField(
        _("what it starts"),
        max_length=30,
        blank=True,
        choices=startable,
        help_text=_("What a worker can make of a submission with one button."),
    )
    after = CourseField(
        blank=True,
        verbose_name=_("what follows, step by step"),
        help_text=_("Empty when workers see to it themselves."),
    )
    next_words = models.CharField(
        _("what happens next"),
        max_length=200,
        blank=True,
        help_text=_("Told after sending: who answers, and by when."),
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    places = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many can be taken in all; empty for no limit. Options have their own."),
    )
    counted_by = models.CharField(
        _("places are counted by"),
        max_length=40,
        blank=True,
        help_text=_("A question for a number, “how many come” say; without one each form is one."),
    )
    keeps_waiting = models.BooleanField(
        _("waiting list when full"),
        default=False,
        help_text=_("Who has waited longest comes in when somebody withdraws."),
    )
    drawn_by_lot = models.BooleanField(
        _("places are drawn by lot"),
        default=False,
        help_text=_(
            "Everybody may enter until a worker closes the entries; then a button draws, and a "
            "public page lets anyone repeat it. Who lost before has better odds."
        ),
    )
    once_per = models.CharField(
        _("can be sent once by each"), max_length=10, blank=True, choices=OncePer
    )
    once_every = models.CharField(
        _("and again after"), max_length=10, default=OnceEvery.EVER, choices=OnceEvery
    )
    same_answers = models.JSONField(
        _("refused when the same answers came before"),
        default=list,
        blank=True,
        help_text=_("The questions that together must not be answered the same way twice."),
    )
    frame_sites = models.TextField(
        _("sites that may show it in a frame"),
        blank=True,
        max_length=1000,
        validators=[are_origins],
        help_text=_("One a line, as https://example.cn; those of the installation may as well."),
    )
    shows_results = models.BooleanField(
        _("show everybody the numbers"),
        default=False,
        help_text=_("A public page with counts; of personal questions nothing is shown there."),
    )
    keep_days = models.PositiveIntegerField(
        _("keep answers for so many days"),
        default=365,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_(
            "Counted from the day a submission is settled or withdrawn; then its answers are "
            "emptied for good, and number, state and times stay."
        ),
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="form",
        for_concrete_model=False,
    )
    _workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="form",
        for_concrete_model=False,
    )

    objects = FormQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("introduction"),
        FieldPanel("questions"),
        MultiFieldPanel([FieldPanel("rules")], heading=_("Logic")),
        MultiFieldPanel(
            [
                FieldPanel("next_words"),
                FieldPanel("starts"),
                FieldPanel("after"),
                CoursePanel(),
                FieldPanel("keep_days"),
                FieldPanel("shows_results"),
            ],
            heading=_("After sending"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldRowPanel([FieldPanel("places"), FieldPanel("counted_by")]),
                FieldPanel("keeps_waiting"),
                FieldPanel("drawn_by_lot"),
                FieldRowPanel([FieldPanel("once_per"), FieldPanel("once_every")]),
                FieldPanel("same_answers"),
            ],
            heading=_("Time and places"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldPanel("area"),
                FieldPanel("audience"),
                FieldPanel("helped_by"),
                FieldPanel("helper_roles"),
                FieldPanel("slug"),
                FieldPanel("frame_sites"),
            ],
            heading=_("Where it is found"),
        ),
        PublishingPanel(),
    ]

    class Meta:
        verbose_name = _("form")
        verbose_name_plural = _("forms")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return where the form is filled in."""
        return reverse("form", args=[self.slug])

    @property
    def revisions(self) -> Any:
        """The saved states of this form."""
        return self._revisions

    @property
    def words_beside(self) -> dict[str, str]:
        """Words that people read and that stand beside the document, by their address."""
        return {"next_words": self.next_words}

    @property
    def is_for_staff(self) -> bool:
        """Whether people without a post there are not to know of it."""
        return self.audience == FormAudience.STAFF

    @property
    def roles_that_help(self) -> frozenset[str]:
        """The posts whose holders may fill the form in for others, where they hold them."""
        found: dict[str, Iterable[str]] = {
            HelpedBy.STAFF: Post.Role.values,
            HelpedBy.WORKERS: WORKERS,
            HelpedBy.LISTED: self.helper_roles,
        }
        return frozenset(found.get(self.helped_by, ()))

    @property
    def frame_origins(self) -> list[str]:
        """The sites that may show it in a frame, besides those of the installation."""
        return [one for one in self.frame_sites.split() if ORIGIN.fullmatch(one)]

    @property
    def definition(self) -> Definition:
        """The form as it is written at this moment, published or not."""
        found = compiled(
            title=self.title,
            introduction=self.introduction,
            starts=self.starts,
            questions=self.questions,
            rules=self.rules,
            samples=self.samples,
            after=self.after,
            translations=self.translations,
        )
        return with_area_names(found)

    @property
    def current(self) -> FormVersion | None:
        """The version that people are asked to fill in; None before the first."""
        return self.versions.order_by("-number").first()

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Refuse names in addresses that lead elsewhere; keep no sign that turns or hides words."""
        self.title = " ".join(visible(self.title).split())
        self.introduction = visible(self.introduction)
        self.next_words = visible(self.next_words)
        super().full_clean(*args, **kwargs)
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValidationError({"closes_at": _("It would close before it opens.")})
        if self.drawn_by_lot and (not self.places or self.counted_by or self.is_for_staff):
            raise ValidationError(
                {
                    "drawn_by_lot": _(
                        "A draw is for everybody's forms: it needs the number of places, and each "
                        "entry is for one."
                    )
                }
            )
        if self.drawn_by_lot and (not self.once_per or self.once_every != OnceEvery.EVER):
            raise ValidationError(
                {"once_per": _("In a draw everybody enters once: say by what they are known.")}
            )
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("This name leads to another page.")})

    def unique_error_message(
        self, model_class: type[models.Model], unique_check: Sequence[str]
    ) -> ValidationError:
        """Say which form has the name, where everybody may know it, and one that is free."""
        if tuple(unique_check) != ("slug",):
            return super().unique_error_message(model_class, unique_check)
        other = Form.objects.live().for_everybody().filter(slug=self.slug).first()
        said = {"slug": self.slug, "free": Form.objects.free_slug(self.slug)}
        words = _("Another form already has the address /forms/%(slug)s/. “%(free)s” is free.")
        if other:
            words = _("“%(title)s” already has the address /forms/%(slug)s/. “%(free)s” is free.")
            said["title"] = other.title
        return ValidationError(words, code="unique", params=said)

    def refuse_unless_whole(self) -> None:
        """Raise ValidationError with everything that has to be mended before publishing."""
        in_community = self.area.level == Area.Level.COMMUNITY
        found = problems_of(self.definition, in_community=in_community)
        problems = [problem.say(language()) for problem in found]
        problems = problems or list(pages_not_typeset(self.definition))
        if self.drawn_by_lot and limited_options(self.definition):
            problems.append(_("Where places are drawn by lot, no option has places of its own."))
        has_draw = SeatDraw.objects.filter(form=self).exists()
        came_in = self.versions.filter(submissions__isnull=False)
        if has_draw != self.drawn_by_lot and came_in.exists():
            problems.append(
                _("Forms have come in: whether places are drawn can be changed only in a copy.")
            )
        if problems:
            raise ValidationError({"questions": problems})

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish a saved state and compile it, so that what people answered stays readable.

        Raises ValidationError for what cannot be answered; when the clock publishes it, the
        schedule is cancelled instead, so that what waits behind it goes out.
        """
        due = revision.approved_go_live_at
        try:
            return self._published(revision, *args, **kwargs)
        except ValidationError as error:
            if due is None or due > clock.now():
                raise
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
            log(instance=self, action="wagtail.schedule.cancel")
            logger.warning("form %s is not out as planned: %s", self.pk, len(error.messages))
            return None

    @transaction.atomic
    def _published(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        result = super().publish(revision, *args, **kwargs)
        published = type(self).objects.get(pk=self.pk)
        if published.live:
            published.refuse_unless_whole()
            version = FormVersion.objects.compile(published)
            PlaceCount.objects.follow(published, version.definition)
            SeatDraw.objects.follow(published, clock.now())
        return result

    @property
    def default_preview_size(self) -> str:
        """People fill forms in on their phones: that is how an author sees them first."""
        return "mobile"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Return the template that people will see."""
        del request, mode_name
        return "forms_app/desk/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Return the unsaved form, to be looked at."""
        del mode_name
        definition = self.definition
        context = context_for(self.area if self.area_id else None)
        return {
            "request": request,
            "form": AnswerForm(Walk(definition, {}, context)),
            "definition": definition,
            "is_preview": True,
        }
