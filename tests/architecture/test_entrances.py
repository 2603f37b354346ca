"""Every address has a declared audience, and none shows or changes another area's things.

The addresses come from the resolver itself, Wagtail's and allauth's included; each that names an
object is walked with the ids of a sibling community's objects.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import serializers
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page, Revision, TaskState, WorkflowState

from casework.actions.open_case import CaseContent, open_case
from casework.models import Case, CaseEntry, CaseLook
from cms.models import AreaPlace, Picture, StreetReview
from cms.pages.standard import StandardPage
from forms_app.actions.publish_starter import publish_starter
from forms_app.actions.submit import submit
from forms_app.file_store import keep
from forms_app.models import Form, FormReview, Submission, SubmissionLook, Upload
from foundation import clock
from people.models import AccessLogEntry, Consent, Post, Unit, User
from territory.models import Area
from tests.architecture.url_audiences import AUDIENCES, OPERATOR, PUBLIC, SIGNED_IN, STAFF
from tests.factories.sessions import sign_in
from volunteering.models import MatchRun, Member, Need, Participation, ServiceRecord, Shift

CANARIES = (
    "canary-draft",
    "canary-picture",
    "canary-file",
    "canary-unit",
    "canary-reason",
    "canary-form",
    "canary-case",
    "禁看",
    "139****4321",
    "13987654321",
)
ROLES = (
    "community_editor",
    "community_worker",
    "grid_worker",
    "street_officer",
    "organiser",
    "unit_liaison",
)


@dataclass(frozen=True)
class Route:
    """One address as the resolver has it."""

    name: str
    pattern: str


def routes(resolver=None, prefix="", namespace=""):
    """Yield every route below `resolver`, nested ones included."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern).removeprefix("^").removesuffix("$")
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern, ":".join(filter(None, (namespace, entry.namespace))))
        elif isinstance(entry, URLPattern):
            yield Route(":".join(filter(None, (namespace, entry.name or ""))), pattern)


ROUTES = sorted(set(routes()), key=lambda route: (route.pattern, route.name))


def audience_of(route):
    """Return whom the route is for, or None when nobody has said so."""
    for audience in AUDIENCES:
        if re.fullmatch(audience.pattern, route.pattern):
            return audience.who
    return None


def test_every_address_has_an_audience():
    assert len(ROUTES) > 300
    assert [route.pattern for route in ROUTES if audience_of(route) is None] == []


def test_no_declaration_is_left_without_an_address():
    idle = [
        audience.pattern
        for audience in AUDIENCES
        if not any(re.fullmatch(audience.pattern, route.pattern) for route in ROUTES)
    ]

    assert idle == []


class World:
    """Two streets; all that there is lies in the second one, whoever looks comes from the first."""

    def __init__(self):
        city = Area.add_root(code="37", level="city", name="市", short_name="市")
        district = city.add_child(code="3701", level="district", name="区", short_name="区")
        self.home = Page.objects.get(depth=2)
        AreaPlace.objects.create(area=district, page=self.home)
        self.own = self._community(district, "1", "own")
        self.area = self._community(district, "2", "other")
        self.own_unit = Unit.objects.create(code="u1", name="单位一", level="city", area=self.own)
        self.unit = Unit.objects.create(code="u2", name="canary-unit", level="city", area=self.area)
        self.person = User.objects.create_user(
            name="林禁看", phone="+8613987654321", activated_at=clock.now()
        )
        self.member = Member.objects.create(
            user=self.person, number="m2", unit=self.unit, home_area=self.area
        )
        self._pages()
        self._service()
        self._forms()
        self._casework()

    def _community(self, district, number, word):
        street = district.add_child(
            code=f"s{number}", level="street", name=f"街{number}", short_name=f"街{number}"
        )
        community = street.add_child(
            code=f"c{number}", level="community", name=f"社区{number}", short_name=word
        )
        for area in (street, community):
            page = self.home.add_child(
                instance=Page(title=f"Page of {area.code}", slug=f"p-{area.code}")
            )
            collection = Collection.get_first_root_node().add_child(
                instance=Collection(name=f"media of {area.code}")
            )
            AreaPlace.objects.create(area=area, page=page, collection=collection)
        return community

    def _pages(self):
        place = AreaPlace.objects.get(area=self.area)
        author = User.objects.create_user(name="编禁看")
        post = Post.objects.create(
            user=author,
            role="community_editor",
            area=self.area,
            starts_on=clock.today() - timedelta(days=5),
        )
        self.post, self.author = post, author
        self.page = place.page.add_child(
            instance=StandardPage(title="canary-draft", slug="c-d", live=False, owner=author)
        )
        self.revision = self.page.save_revision(user=author, log_action=True)
        self.state = StreetReview.objects.get().workflows.get().start(self.page, author)
        self.picture = Picture.objects.create(
            title="canary-picture",
            file=get_test_image_file(),
            collection=place.collection,
            uploaded_by_user=author,
        )
        self.file = Document.objects.create(
            title="canary-file",
            file=get_test_image_file("canary-file.txt"),
            collection=place.collection,
            uploaded_by_user=author,
        )

    def _service(self):
        now = clock.now()
        need = Need.objects.create(
            area=self.area, title="陪伴", what="散步", state=Need.State.OPEN, created_at=now
        )
        self.need = need
        self.shift = Shift.objects.create(
            need=need,
            area=self.area,
            starts_at=now + timedelta(days=3),
            ends_at=now + timedelta(days=3, hours=2),
            place="活动室",
            places=3,
        )
        self.run = MatchRun.objects.create(
            area=self.area, month=clock.today().replace(day=1), created_at=now
        )
        self.participation = Participation.objects.create(
            shift=self.shift,
            member=self.member,
            state=Participation.State.CONFIRMED,
            origin=Participation.Origin.SELF,
            starts_at=self.shift.starts_at,
            ends_at=self.shift.ends_at,
            created_at=now,
            changed_at=now,
        )
        self.record = ServiceRecord.objects.create(
            member=self.member,
            person=self.person,
            participation=self.participation,
            area=self.area,
            activity="陪伴",
            content="canary-hours",
            place="活动室",
            starts_at=self.shift.starts_at,
            minutes=120,
            basis=ServiceRecord.Basis.CHECKED,
            due_on=clock.today(),
            created_at=now,
        )
        self.look = AccessLogEntry.objects.create(
            actor=self.author, subject=self.person, fields="phone", reason="canary-reason", at=now
        )
        self.consent = Consent.objects.create(
            user=self.person, purpose="membership", notice_version="1", given_at=now
        )

    def _forms(self):
        self.form = Form.objects.create(title="canary-form", slug="c-f", area=self.area, live=False)
        self.form.save_revision(user=self.author)
        self.form_review = FormReview.objects.get().workflows.get().start(self.form, self.author)
        asked = publish_starter(key="ask_for_help", area=self.area).current
        values = {
            field.key: {"contact_name": "林禁看", "contact_phone": "+8613987654321"}[field.purpose]
            for field in asked.definition.fields
            if field.purpose.startswith("contact")
        }
        self.submission = submit(version=asked, values=values, key="k", now=clock.now()).submission
        self.upload = Upload.objects.create(
            version=asked,
            ticket="k",
            submission=self.submission,
            state=Upload.State.CLEAN,
            name="canary-file.txt",
            media_type="text/plain",
            sha256="0",
            path=keep(b"canary-file"),
            created_at=clock.now(),
        )

    def _casework(self):
        operator = User.objects.create_superuser(username="opens-cases")
        content = CaseContent(
            kind="报修",
            title="canary-case",
            what="canary-case",
            contact_name="林禁看",
            contact_phone="13987654321",
        )
        self.case = open_case(
            by=operator,
            area=self.area,
            content=content,
            origin=Case.Origin.CALL,
            now=clock.now(),
        )

    def staff(self, role):
        """Return somebody of `role` in the first street."""
        user = User.objects.create_user(name="甲样例", activated_at=clock.now())
        wide = {"street_officer", "organiser"}
        where = {"area": self.own.get_parent() if role in wide else self.own}
        if role == "unit_liaison":
            where = {"unit": self.own_unit}
        Post.objects.create(
            user=user, role=role, starts_on=clock.today() - timedelta(days=5), **where
        )
        return user

    def kept(self):
        """Return all that must not change, as text."""
        rows = []
        for model in (StandardPage, Picture, Document, Unit, Post, Area, Consent, User, Member):
            queryset = model.objects.order_by("pk")
            if model in {User, Post}:
                field = "pk" if model is User else "user"
                queryset = queryset.filter(**{f"{field}__in": [self.person.pk, self.author.pk]})
            rows += [serializers.serialize("json", queryset)]
        for model in (
            Form,
            Submission,
            SubmissionLook,
            Case,
            CaseEntry,
            CaseLook,
            Need,
            Shift,
            MatchRun,
            Participation,
            ServiceRecord,
            Revision,
            TaskState,
        ):
            rows += [serializers.serialize("json", model.objects.order_by("pk"))]
        return rows

    def value(self, route, name):
        """Return what to put into the place `name` of a route: an id from the second street."""
        for pattern, names, of in KWARGS:
            if re.match(pattern, route.pattern) and re.fullmatch(names, name):
                return of(self)
        raise AssertionError(f"teach KWARGS what {name!r} of {route.pattern} is")

    def address(self, route):
        """Return the address of a route, its places filled, and whether it names an object."""
        for pattern, example in EXAMPLES.items():
            if route.pattern == pattern:
                return "/" + example(self), True
        places = re.findall(r"<(?:\w+:)?(\w+)>", route.pattern)
        address = route.pattern
        for name in places:
            address = re.sub(rf"<(?:\w+:)?{name}>", str(self.value(route, name)), address, count=1)
        return "/" + address, bool(places)


PAGE = r"page_id|parent_page_id|page_to_move_id|destination_id|page_pk|pk|page"
KWARGS = [
    (
        r"admin/(pages|choose-page|forms|api/main/pages|workflows/remove)|api/v[123]/pages",
        PAGE,
        lambda w: w.page.pk,
    ),
    (r"admin/.*documents|api/v[123]/documents", r"document_id|doc_id|pk", lambda w: w.file.pk),
    (r"admin/.*images|api/v[123]/images", r"image_id|pk", lambda w: w.picture.pk),
    (r"admin/units", "pk", lambda w: w.unit.pk),
    (r"admin/areas", "pk", lambda w: w.area.pk),
    (r"admin/posts", "pk", lambda w: w.post.pk),
    (r"admin/(people|users)", "pk", lambda w: w.person.pk),
    (r"admin/snippets/.*forms_app", "pk", lambda w: w.form.pk),
    (r"admin/snippets/.*forms_app", "workflow_state_id", lambda w: w.form_review.pk),
    (
        r"admin/snippets/.*forms_app",
        "task_state_id",
        lambda w: w.form_review.current_task_state.pk,
    ),
    (r"admin/form-imports", "kind", lambda w: "document"),
    (r"admin/form-desk", "form_id", lambda w: w.form.pk),
    (r"admin/form-desk", "code", lambda w: "en"),
    (r"admin/submissions", "submission_id", lambda w: w.submission.pk),
    (r"admin/submissions", "uid", lambda w: w.upload.uid),
    (r"api/v1/forms", "slug", lambda w: w.form.slug),
    (r"api/v1/forms", "number", lambda w: 1),
    (r"api/v1/forms/submissions", "reference", lambda w: w.submission.reference),
    (r"forms/", "number", lambda w: 1),
    (r"forms/", "receipt", lambda w: "nothing"),
    (r"admin/cases", "case_id", lambda w: w.case.pk),
    (r"admin/matching", "run_id", lambda w: w.run.pk),
    (r"api/v1/areas|me/", "code", lambda w: w.area.code),
    (r"me/account/consents", "pk", lambda w: w.consent.pk),
    (r"admin/editing-sessions", "object_id", lambda w: w.page.pk),
    ("", "revision_id", lambda w: w.revision.pk),
    ("", "workflow_state_id", lambda w: w.state.pk),
    ("", "task_state_id", lambda w: w.state.current_task_state.pk),
    ("", "task_id", lambda w: w.state.current_task_state.task_id),
    ("", "need_id", lambda w: w.need.pk),
    ("", "participation_id", lambda w: w.participation.pk),
    ("", "record_id", lambda w: w.record.pk),
    ("", "shift_id", lambda w: w.shift.pk),
    ("", "member_id", lambda w: w.member.pk),
    ("", "unit_id", lambda w: w.unit.pk),
    ("", "person_id|user_id", lambda w: w.person.pk),
    ("", "app_label|app_name|content_type_app_name", lambda w: "cms"),
    ("", "model_name|content_type_model_name", lambda w: "standardpage"),
    ("", "action_name", lambda w: "approve"),
    ("", "action", lambda w: "delete"),
    ("", "filter_spec", lambda w: "width-100"),
    ("", "type_name|type", lambda w: "cms.StandardPage"),
    (r"admin/form-imports", "kind", lambda w: "document"),
    ("", "mark|place|verb|part|slug", lambda w: "accept"),
    ("", "path|rest", lambda w: "nothing"),
    ("", "code|token|key|uidb64|uidb36", lambda w: "nothing"),
    ("", r"pk|\w+_pk|\w+_id", lambda w: 1),
]
"""Where in the routes (a prefix), which places (by name), what goes in; the first match counts."""

EXAMPLES = {
    r"documents/^(\d+)/(.*)": lambda w: f"documents/{w.file.pk}/{w.file.filename}",
    r"documents/(\d+)/(.*)": lambda w: f"documents/{w.file.pk}/{w.file.filename}",
    r"accounts/confirm-email/(?P<key>[-:\w]+)/": lambda w: "accounts/confirm-email/x/",
    r"accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/": (
        lambda w: "accounts/password/reset/key/1-x/"
    ),
    r"admin/pages/(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\."
    r"(?P<revision_id_b>live|latest|\d+)/": (
        lambda w: f"admin/pages/{w.page.pk}/revisions/compare/earliest...latest/"
    ),
    r"admin/snippets/forms_app/form/history/(?P<pk>.+)/revisions/compare/"
    r"(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/": (
        lambda w: (
            f"admin/snippets/forms_app/form/history/{w.form.pk}/revisions/compare/earliest...latest/"
        )
    ),
    r"((?:[\w\-]+/)*)": lambda w: "",
    "admin/.*": lambda w: "admin/nothing-here",
}
"""Routes that are regular expressions, each with an address that fits."""


@pytest.fixture
def world(db):
    """Return the two streets."""
    return World()


def walk(world, client, who, method="get"):
    """Yield route, address, whether it names an object, and the answer, for the audiences `who`."""
    for route in ROUTES:
        if audience_of(route) in who and not route.pattern.endswith("logout/"):
            address, names_object = world.address(route)
            if re.search(r"results/$|search", route.pattern) and method == "get":
                address += "?q=canary"
            yield route, address, names_object, getattr(client, method)(address)


def body_of(response):
    """Return the text of an answer, streamed ones included."""
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def test_strangers_come_no_further_than_the_public_pages(world):
    opened = [
        address
        for _, address, _, answer in walk(world, Client(), {SIGNED_IN, STAFF, OPERATOR})
        if answer.status_code == 200
    ]

    assert opened == []


def test_strangers_read_no_drafts_and_no_people(world):
    told = [
        (address, canary)
        for _, address, _, answer in walk(world, Client(), {PUBLIC})
        for canary in ("canary-draft", "canary-unit", "canary-reason", "禁看", "4321")
        if canary in body_of(answer)
    ]

    assert told == []


def test_a_neighbour_without_a_post_opens_no_office(world):
    client = sign_in(User.objects.create_user(name="吴样例", activated_at=clock.now()))

    opened = [
        address
        for _, address, _, answer in walk(world, client, {STAFF, OPERATOR})
        if answer.status_code == 200
    ]

    assert opened == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
def test_staff_open_nothing_of_the_operators_and_see_no_other_area(world, role):
    client = sign_in(world.staff(role))

    opened, told = [], []
    for route, address, _, answer in walk(world, client, {SIGNED_IN, STAFF, OPERATOR}):
        if audience_of(route) == OPERATOR and answer.status_code == 200:
            opened.append(address)
        text = body_of(answer)
        told += [(address, canary) for canary in CANARIES if canary in text]

    assert opened == []
    assert told == []


@pytest.mark.parametrize("role", ["community_editor", "community_worker", "organiser"])
@pytest.mark.logs_errors
@pytest.mark.timeout(600)
def test_staff_change_nothing_in_another_area(world, role):
    client = sign_in(world.staff(role))
    client.raise_request_exception = False
    before = world.kept()

    broken = []
    for route, address, names_object, answer in walk(
        world, client, {SIGNED_IN, STAFF, OPERATOR, PUBLIC}, method="post"
    ):
        if names_object and answer.status_code >= 500:
            broken.append((route.pattern, address))

    assert world.kept() == before
    assert broken == []


def test_an_ended_post_closes_every_screen_of_the_office(world):
    user = world.staff("organiser")
    client = sign_in(user)
    Post.objects.filter(user=user).update(ends_on=clock.today() - timedelta(days=1))

    opened = [
        address
        for _, address, _, answer in walk(world, client, {STAFF, OPERATOR})
        if answer.status_code == 200
    ]

    assert opened == []


def test_the_review_of_another_street_is_not_there(world):
    officer = world.staff("street_officer")

    assert list(TaskState.objects.reviewable_by(officer)) == []
    assert WorkflowState.objects.get(pk=world.state.pk).status == "in_progress"
