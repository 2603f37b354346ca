"""Writing forms in the admin: each within the areas of the person's posts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import WorkflowState
from wagtail.permissions import policy_registry
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from forms_app.compiling import compiled
from forms_app.engine.checking import problems_of
from forms_app.engine.definition import Definition
from forms_app.engine.logic.writing import written
from forms_app.engine.sentences import Unfit
from forms_app.models import Form
from forms_app.models.form import SLUG_LENGTH, HelpedBy
from forms_app.places import with_area_names
from forms_app.views.desk.comparing import FormCompare
from forms_app.views.desk.course_text import keep_keys, show_numbers
from forms_app.views.desk.problem_places import errors_beside
from forms_app.views.desk.review_panel import ReviewPanel
from forms_app.views.desk.reviewing import PublishedByRight, RevertingWords, ReviewAction, belongs
from forms_app.views.desk.rules_text import (
    TREES,
    rules_field,
    rules_from,
    rules_from_trees,
    told,
)
from forms_app.words import language
from foundation.text import slug
from people.models import Post
from people.office.area_chooser import AreaChooserViewSet, areas_to_choose
from people.office.counting import CountingPaginator
from people.permissions import Verb
from territory.models import Area

SEEN_BY = {"view", "change"}
form_area_chooser = AreaChooserViewSet(
    "form_area_chooser",
    url_prefix="areas/choose-for-form",
    verb=Verb.EDIT_PAGES,
    levels=(Area.Level.CITY, Area.Level.DISTRICT, Area.Level.STREET, Area.Level.COMMUNITY),
)


class AuthorForm(WagtailAdminModelForm):
    """A draft may be unfinished; what is published must hold."""

    for_user: Any
    loaded: Definition

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = self.fields["area"]
        areas = areas_to_choose(self.for_user, Verb.EDIT_PAGES, form_area_chooser.levels)
        kept = Area.objects.filter(pk=self.instance.area_id)
        self.fields["area"] = form_area_chooser.field(
            self.for_user,
            queryset=(areas | kept).order_by("path"),
            label=old.label,
            help_text=old.help_text,
            initial=areas.first(),
        )
        self.fields["slug"].required = self.fields["audience"].required = False
        if self.is_bound and f"{self.add_prefix('after')}-count" not in self.data:
            # Who says nothing of what follows leaves it as it is.
            del self.fields["after"]
        self._offer_posts()
        self._offer_questions()
        self.loaded = self.instance.definition
        self.fields["rules"] = rules_field()
        self.fields["rules"].widget.start = told(self.loaded)
        self.initial["rules"] = written(self.loaded, language())
        show_numbers(self.instance.after, self.loaded)

    def _offer_posts(self) -> None:
        """Let the posts be ticked that may fill the form in for others, area by area."""
        old = self.fields["helper_roles"]
        self.fields["helped_by"].required = False
        self.fields["helper_roles"] = forms.MultipleChoiceField(
            choices=[one for one in Post.Role.choices if one[0] != Post.Role.UNIT_LIAISON],
            label=old.label,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def _offer_questions(self) -> None:
        """Let questions be picked by their words; those of the last saved draft are known."""
        asked = list(self.instance.definition.fields) if self.instance.pk else []
        counted, same = self.fields["counted_by"], self.fields["same_answers"]
        self.fields["counted_by"] = forms.ChoiceField(
            choices=[("", "—"), *((f.key, f.label) for f in asked if f.type == "number")],
            label=counted.label,
            help_text=counted.help_text,
            required=False,
        )
        self.fields["same_answers"] = forms.MultipleChoiceField(
            choices=[(f.key, f.label) for f in asked],
            label=same.label,
            help_text=same.help_text,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_slug(self) -> str:
        """Return the name in addresses, made from the title when it was left empty."""
        typed: str = self.cleaned_data.get("slug") or ""
        if typed:
            return typed
        made = slug(self.cleaned_data.get("title") or "", length=SLUG_LENGTH)
        return Form.objects.exclude(pk=self.instance.pk).free_slug(made)

    def clean_helped_by(self) -> str:
        """Return who may help; who says nothing of it leaves it as it is."""
        return self.cleaned_data.get("helped_by") or self.instance.helped_by

    def clean_helper_roles(self) -> list[str]:
        """Return the posts that may help; some must, where posts are listed."""
        chosen: list[str] = self.cleaned_data.get("helper_roles") or []
        listed = self.cleaned_data.get("helped_by") == HelpedBy.LISTED
        if listed and not chosen and not self.is_deferred_validation:
            raise ValidationError(_("Choose the posts that may fill it in for others."))
        return chosen if listed else []

    def _read_rules(self, found: dict[str, Any]) -> None:
        """Put the rules that were picked or written in place; without either they stay."""
        kept = [rule.document() for rule in self.loaded.rules]
        picked, questions = self.data.get(TREES, ""), found.get("questions")
        if "rules" not in self.data or (questions is None and not picked):
            found["rules"] = kept
            return
        try:
            if picked:
                found["rules"] = [rule.document() for rule in rules_from_trees(picked)]
            else:
                posted = compiled(
                    title="", introduction="", starts="", questions=questions, rules=kept
                )
                found["rules"] = rules_from(found.get("rules", ""), self.loaded, posted)
        except ValidationError as error:
            self.add_error("rules", error)

    def _keep_course(self, found: dict[str, Any], definition: Definition) -> None:
        """Keep what follows with the keys of questions, not with their numbers."""
        try:
            keep_keys(found.get("after"), definition)
        except ValidationError as error:
            self.add_error("after", error)

    def clean(self) -> dict[str, Any]:
        """Refuse to publish what people could not answer."""
        found: dict[str, Any] = super().clean()
        self._read_rules(found)
        asked = {"title", "questions", "area", "rules"}
        if self.is_deferred_validation or not asked <= found.keys():
            return found
        definition = compiled(
            title=found["title"],
            introduction=found.get("introduction", ""),
            starts=found.get("starts", ""),
            questions=found["questions"],
            rules=found["rules"],
            samples=self.instance.samples,
            after=found.get("after", self.instance.after),
        )
        self._keep_course(found, definition)
        in_community = found["area"].level == Area.Level.COMMUNITY
        self._tell(definition, list(problems_of(definition, in_community=in_community)))
        return found

    def _tell(self, definition: Definition, problems: list[Unfit]) -> None:
        """Say what has to be mended: all of it at the top, each beside its rule or its block."""
        for problem in problems:
            self.add_error(None, ValidationError(problem.say(language()), problem.code))
        if problems:
            self.fields["rules"].widget.start = told(with_area_names(definition))
        beside = errors_beside(self.cleaned_data["questions"], problems)
        if beside:
            self.add_error("questions", beside)


def own_forms(person: object) -> QuerySet[Form]:
    """Return the forms of the areas in which `person` may write them."""
    policy = policy_registry.get_by_type(Form)
    found: QuerySet[Form] = policy.instances_user_has_any_permission_for(person, SEEN_BY)
    return found


class WithinScope:
    """Answers 404 for a form beyond the scope, before any view looks at it."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look the form up among those that the person reaches."""
        if "pk" in kwargs:
            asked = str(kwargs["pk"])
            if not asked.isdecimal() or not own_forms(request.user).filter(pk=asked).exists():
                raise Http404
            if not belongs(int(asked), kwargs):
                raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class PublicOrOwn:
    """Lets an editor choose published forms, and the drafts of their own areas."""

    request: HttpRequest

    def get_object_list(self) -> QuerySet[Form]:
        """Return the forms that may be chosen."""
        own = own_forms(self.request.user)
        return Form.objects.filter(Q(live=True) | Q(pk__in=own.values("pk")))

    def get_object(self, pk: str) -> Form:
        """Return the chosen form; raises `Form.DoesNotExist` for one beyond reach."""
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: list[str]) -> QuerySet[Form]:
        """Return the chosen forms within reach."""
        return self.get_object_list().filter(pk__in=pks)


class FormChoose(PublicOrOwn, chooser.ChooseView):
    """The chooser's window."""


class FormChooseResults(PublicOrOwn, chooser.ChooseResultsView):
    """The chooser's list alone."""


class FormChosen(PublicOrOwn, chooser.SnippetChosenView):
    """The answer to a choice."""


class FormsChosen(PublicOrOwn, chooser.SnippetChosenMultipleView):
    """The answer to several choices."""


class FormChooserViewSet(chooser.SnippetChooserViewSet):
    """Choosing a form for a page."""

    choose_view_class = FormChoose
    choose_results_view_class = FormChooseResults
    chosen_view_class = FormChosen
    chosen_multiple_view_class = FormsChosen


class _Copied:
    """Leads to a copy with keys of its own; Wagtail's would share the keys of the form."""

    def copy_address(self, form: Form) -> str | None:
        """Return where a copy is made, None for who may not write forms."""
        may_copy = self.user_has_permission("add")  # type: ignore[attr-defined]
        return reverse("form_starters:copy", args=[form.pk]) if may_copy else None


class FormIndex(_Copied, IndexView):
    """The list of forms, with the gallery of starters at its door."""

    paginator_class = CountingPaginator

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Offer the gallery beside the empty form."""
        buttons: list[Any] = super().header_buttons
        if not self.add_url:
            return buttons
        gallery = HeaderButton(
            _("New from a template"), url=reverse("form_starters:index"), icon_name="copy"
        )
        bring_in = HeaderButton(
            _("Bring in a form"), url=reverse("form_imports:index"), icon_name="upload"
        )
        return [gallery, bring_in, *buttons]

    def get_copy_url(self, instance: Form) -> str | None:
        """Return where a copy is made."""
        return self.copy_address(instance)


class FormCreate(PublishedByRight, CreateView):
    """The editor of a form that is not saved yet."""


class FormEdit(PublishedByRight, _Copied, EditView):
    """The editor of a form."""

    def get_copy_url(self) -> str | None:
        """Return where a copy is made."""
        return self.copy_address(self.object)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Offer to try the form out, to translate it, and to read what changed since it is out."""
        pk = self.object.pk
        found = [
            Button(_("Try it out"), url=reverse("form_desk:try", args=[pk]), icon_name="view"),
            Button(
                _("Translate"),
                url=reverse("form_desk:translate", args=[pk, "en"]),
                icon_name="globe",
            ),
        ]
        if self.object.live:
            changed = reverse(self.revisions_compare_url_name, args=[pk, "live", "latest"])
            found.append(Button(_("What changed"), url=changed, icon_name="history"))
        return [*found, *super().header_more_buttons]


def with_reviews(forms: QuerySet[Form]) -> QuerySet[Form]:
    """Let each form know whether it waits for its review, in the same query."""
    asked = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        content_type=ContentType.objects.get_for_model(Form),
        object_id=Cast(OuterRef("pk"), models.CharField()),
    )
    return forms.annotate(waits=Exists(asked))


def is_out(form: Form) -> bool:
    """Say whether people find the form."""
    return bool(form.live)


def state_of(form: Form) -> str:
    """Say in a word how far a form of `with_reviews` is."""
    if form.waits:  # type: ignore[attr-defined]  # annotated by `with_reviews`
        return gettext("Waits for review")
    if form.live:
        return gettext("Out, with a new draft") if form.has_unpublished_changes else gettext("Out")
    return gettext("Draft of a form")


class FormViewSet(SnippetViewSet):
    """Forms: drafted, previewed, published, and copied in a way of their own."""

    model = Form
    icon = "form"
    menu_label = _("Forms")
    menu_name = "forms"
    menu_order = 360
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = FormIndex
    add_view_class = FormCreate
    edit_view_class = FormEdit
    revisions_compare_view_class = FormCompare
    workflow_action_view_class = ReviewAction
    chooser_viewset_class = FormChooserViewSet
    list_display = [
        "title",
        Column("area", label=_("For whom"), accessor=lambda form: str(form.area)),
        "starts",
        StatusTagColumn("state", label=_("State"), accessor=state_of, primary=is_out),
    ]
    edit_handler = ObjectList(
        [ReviewPanel(heading=_("To be reviewed")), *Form.panels], base_form_class=AuthorForm
    )

    @property
    def revisions_revert_view_class(self) -> Any:
        """The editor with an earlier draft in it."""
        return type("FormRevert", (RevertingWords, super().revisions_revert_view_class), {})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Form]:
        """Return the forms that the person reaches."""
        return with_reviews(own_forms(request.user).select_related("area"))

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        """Return the view with the scope around it."""
        shut = type(view_class.__name__, (WithinScope, view_class), {})
        return super().construct_view(shut, **kwargs)
