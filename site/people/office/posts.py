"""Posts in the office: who holds which role where; giving one and ending it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import policy_registry

from foundation import clock
from foundation.errors import NotFound, Refused
from people.actions.posts import Term, end_post, grant_post
from people.models import Post, Unit, User
from people.office.area_chooser import area_chooser
from people.office.scoped import ScopedIndex, ScopedViewSet
from people.permissions import Verb, may_grant, roles_to_grant, scope_of
from people.sign_in.fields import MobileField


class PostForm(WagtailAdminModelForm):
    """A post for the person with this number, who is invited when nobody has it yet."""

    phone = MobileField(help_text=_("An account is made when nobody has this number yet."))
    name = forms.CharField(label=_("Person's name"), max_length=60, required=False)

    class Meta:
        model = Post
        fields = ("role", "area", "unit", "starts_on", "ends_on")
        widgets = {
            "area": area_chooser.widget_class,
            "starts_on": AdminDateInput,
            "ends_on": AdminDateInput,
        }

    field_order = ("phone", "name", "role", "area", "unit", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_to_grant(self.for_user)
        self.fields["role"].choices = [
            (value, label) for value, label in Post.Role.choices if value in roles
        ]
        scope = scope_of(self.for_user, Verb.GRANT_POSTS)
        self.fields["unit"].queryset = Unit.objects.filter(scope.condition("area__path")).order_by(
            "name"
        )
        self.fields["unit"].help_text = _("For a unit liaison; every other post is in an area.")
        self.fields["starts_on"].initial = clock.today

    def _post_clean(self) -> None:
        """Leave the model's own checks out: the action checks the same, and says it better."""

    def save(self, commit: bool = True) -> Post:  # noqa: FBT001, FBT002 (Django's signature)
        """Give the post; raises `Refused` when it may not be given."""
        found = self.cleaned_data
        term = Term(
            role=found["role"],
            area=found["area"],
            unit=found["unit"],
            starts_on=found["starts_on"],
            ends_on=found["ends_on"],
        )
        return grant_post(actor=self.for_user, phone=found["phone"], name=found["name"], term=term)


class GivePost(generic.CreateView):
    """Gives a post, or says on the form why not."""

    page_title = _("Give a post")
    submit_button_label = _("Give this post")

    def form_valid(self, form: PostForm) -> HttpResponse:
        """Give the post and go back to the list."""
        try:
            post = form.save()
        except Refused as refused:
            form.add_error(None, str(refused))
            self.produced_error_message = str(refused)
            answer: HttpResponse = self.form_invalid(form)
            return answer
        messages.success(self.request, _("Given: %(post)s") % {"post": post})
        return HttpResponseRedirect(reverse("office_posts:index"))


class PostFilter(WagtailFilterSet):
    """Posts of one role."""

    class Meta:
        model = Post
        fields = ("role",)


def place_of(post: Post) -> str:
    """Return the area or the unit of the post."""
    return str(post.area or post.unit)


class PostIndex(ScopedIndex):
    """The posts in force or to come within the scope."""

    is_searchable = True
    default_ordering = "-starts_on"

    def get_base_queryset(self) -> QuerySet[Post]:
        """Return the posts that have not ended, with whom and what they name."""
        rows: QuerySet[Post] = super().get_base_queryset()
        rows = rows.exclude(ends_on__lt=clock.today())
        return rows.select_related("user", "area", "unit__area").order_by("-starts_on", "-pk")

    def search_queryset(self, queryset: QuerySet[Post]) -> QuerySet[Post]:
        """Keep the posts of the people who match."""
        if not self.is_searching:
            return queryset
        people = User.objects.filter(pk__in=queryset.values("user")).matching(self.search_query)
        return queryset.filter(user__in=people)

    @cached_property
    def columns(self) -> list[Any]:
        """Put the person first, with what can be done to the post."""
        first = self._get_title_column_class(TitleColumn)
        person = first(
            "person",
            label=_("Person's name"),
            accessor="user.masked_name",
            get_url=lambda post: reverse("office_people:person", args=[post.user_id]),
        )
        return [person, *super().columns]

    def get_edit_url(self, instance: Post) -> None:
        """Return nothing: a post is given and ended, never rewritten."""

    def get_list_more_buttons(self, instance: Post) -> list[MenuItem]:
        """Offer to end a post that one could give."""
        place = instance.area or (instance.unit.area if instance.unit else None)
        if not may_grant(self.request.user, instance.role, place):
            return []
        address = reverse("office_posts:end", args=[instance.pk])
        return [MenuItem(_("End now"), url=address, icon_name="cross")]


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise NotFound(_("There is no such post."))
    return user


class PostViewSet(ScopedViewSet):
    """Posts: seen and given by those who may give them."""

    model = Post
    name = "office_posts"
    url_prefix = "posts"
    icon = "user"
    index_view_class = PostIndex
    add_view_class = GivePost
    filterset_class = PostFilter
    list_display = (
        Column("phone", label=_("phone"), accessor="user.masked_phone"),
        "role",
        Column("place", label=_("Place"), accessor=place_of),
        "starts_on",
        "ends_on",
    )
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002 (Wagtail's signature)
        """Return the form in which a post is given."""
        return PostForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list, giving and ending."""
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "edit"]
        return [*kept, path("end/<int:pk>/", end, name="end")]


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a post; one beyond the person's reach does not exist."""
    policy = policy_registry.get_by_type(Post)
    seen = policy.instances_user_has_any_permission_for(request.user, {"change"})
    post = get_object_or_404(seen.select_related("user", "area", "unit"), pk=pk)
    if request.method == "POST":
        try:
            end_post(actor=_user(request), post_id=post.pk, today=clock.today())
            messages.success(request, _("Ended: %(post)s") % {"post": post})
        except Refused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("office_posts:index"))
    return TemplateResponse(request, "people/office/end_post.html", {"post": post})
