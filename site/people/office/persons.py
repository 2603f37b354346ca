"""People in the office: found by name, pinyin or phone; masked until a reason is given."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from foundation import clock
from foundation.errors import Refused
from people.actions.erase import due_at, hindrance
from people.actions.reveal import Revealed, reveal
from people.models import AccessLogEntry, Post, User
from people.office.counting import CountingPaginator
from people.permissions import Verb, may_somewhere, people_within


class PersonIndex(generic.IndexView):
    """The people within one's posts. Names and phones are masked; search knows them whole."""

    paginator_class = CountingPaginator
    model = User
    permission_policy = None
    is_searchable = True
    search_fields = ("name",)
    default_ordering = "pinyin"
    paginate_by = 50
    page_title = _("People on file")
    index_url_name = "office_people:index"
    index_results_url_name = "office_people:results"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse whoever sees no people at all."""
        if not may_somewhere(request.user, Verb.SEE_MEMBERS):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """Return what the list shows of each."""
        return [
            TitleColumn(
                "person",
                label=_("Person's name"),
                accessor="masked_name",
                get_url=lambda person: reverse("office_people:person", args=[person.pk]),
            ),
            Column("phone", label=_("phone"), accessor="masked_phone"),
            Column("state", label=_("State"), accessor=state_of),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        """Return the people within reach."""
        return people_within(self.request.user, Verb.SEE_MEMBERS)

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Keep the people whose name, pinyin, initials or whole phone number it is."""
        if not self.is_searching:
            return queryset
        found = User.objects.filter(pk__in=queryset.values("pk")).matching(self.search_query)
        return found.order_by("pinyin", "pk")

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Put them in the order of their pinyin."""
        return queryset.order_by("pinyin", "pk")


def state_of(person: User) -> str:
    """Return in a word where the account stands."""
    if not person.is_active:
        return str(_("switched off"))
    if person.deletion_asked_at:
        return str(_("asks to be deleted"))
    return str(_("active")) if person.activated_at else str(_("invited"))


@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person, masked; on POST with a reason in clear, after it has been written down."""
    user = request.user
    subject = get_object_or_404(people_within(user, Verb.SEE_MEMBERS), pk=pk)
    clear: Revealed | None = None
    complaint = ""
    if request.method == "POST" and isinstance(user, User):
        try:
            clear = reveal(
                actor=user,
                subject_id=subject.pk,
                reason=request.POST.get("reason", ""),
                now=clock.now(),
            )
        except Refused as refused:
            complaint = str(refused)
    posts = Post.objects.filter(user=subject).in_force(clock.today())
    context = {
        "person": subject,
        "state": state_of(subject),
        "erased_at": due_at(subject),
        "hindrance": hindrance(subject, clock.now()) if subject.deletion_asked_at else "",
        "clear": clear,
        "complaint": complaint,
        "may_reveal": people_within(user, Verb.REVEAL_MEMBERS).filter(pk=pk).exists(),
        "posts": posts.select_related("area", "unit"),
        "looks": AccessLogEntry.objects.filter(subject=subject)
        .select_related("actor")
        .order_by("-at")[:10],
    }
    return TemplateResponse(request, "people/office/person.html", context)


class PersonViewSet(ViewSet):
    """The list of people and the page of each."""

    name = "office_people"
    url_prefix = "people"
    icon = "user"
    menu_label = _("People on file")

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses of the list and of one person."""
        return [
            path("", PersonIndex.as_view(), name="index"),
            path("results/", PersonIndex.as_view(results_only=True), name="results"),
            path("<int:pk>/", person, name="person"),
        ]
