"""What can be read: the live form behind a name, and what was sent to somebody's areas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from forms_app.engine import context
from forms_app.engine.inspecting import Unsafe
from forms_app.engine.keeping import goes_after, spans, without
from forms_app.models import (
    Course,
    CourseEvent,
    Draft,
    ExportFile,
    ExportSchedule,
    Form,
    FormVersion,
    FormVisit,
    PlaceClaim,
    PlaceCount,
    QuestionTime,
    SavedView,
    Submission,
    SubmissionEvent,
    Upload,
)
from foundation import clock
from outbox.models import Webhook
from people.models import Post, User
from people.permissions import ALLOWED, Verb, scope_of
from people.queries import posts_held
from territory.models import Area

AUTHORED = ("questions", "rules", "samples", "translations", "after")
"""What only the author of a form looks at; whoever fills it in has the document of its version."""

COMPILED = ("document", "schema")
"""What of a version is large; a process keeps its definition once it has read it."""


def live_form(slug: str) -> Form | None:
    """Return the published form with this name, None when there is none."""
    found = Form.objects.live().select_related("area").defer(*AUTHORED)
    return found.filter(slug=slug).first()


class Asked(NamedTuple):
    """What a form asks now, and what there is beside it at this moment."""

    version: FormVersion
    has_draft: bool
    counts_places: bool
    has_webhooks: bool


def asked_now(slug: str, filling: str = "") -> Asked | None:
    """Return the newest version of the published form with this name, in one query.

    It knows its form and area; `has_draft` says whether anything is kept of the filling-in with
    this key.
    """
    asked = FormVersion.objects.filter(form__slug=slug, form__live=True)
    lean = asked.defer(*COMPILED, *(f"form__{name}" for name in AUTHORED))
    found = (
        lean.select_related("form__area")
        .annotate(
            has_draft=Exists(Draft.objects.filter(key=filling)),
            counts_places=Exists(PlaceCount.objects.filter(form=OuterRef("form"))),
            has_webhooks=Exists(Webhook.objects.filter(is_active=True)),
        )
        .order_by("-number")
        .first()
    )
    if found is None:
        return None
    return Asked(found, found.has_draft, found.counts_places, found.has_webhooks)


def version_of(form: Form, pk: int) -> FormVersion | None:
    """Return a version of `form` that knows its form, None when it is of another one."""
    found = form.versions.defer(*COMPILED).filter(pk=pk).first()
    if found is not None:
        found.form = form
    return found


def versions_of_live_forms() -> QuerySet[FormVersion]:
    """Return all versions of the forms that everybody can fill in; those for staff are not told."""
    forms = Form.objects.live().for_everybody()
    return FormVersion.objects.filter(form__in=forms).select_related("form__area")


def current_versions() -> QuerySet[FormVersion]:
    """Return the newest version of each form that everybody can fill in."""
    of_form = FormVersion.objects.filter(form=OuterRef("form")).order_by("-number")
    return versions_of_live_forms().filter(number=Subquery(of_form.values("number")[:1]))


def draft_of(key: str) -> Draft | None:
    """Return what is kept of the filling-in `key`, sent or not; None when nothing is."""
    return Draft.objects.filter(key=key, expires_at__gt=clock.now()).first()


MOST_ON_MAP = 400


def areas_on_map(
    top: Area | None, within: str = ""
) -> tuple[str | None, list[Area], frozenset[str]] | None:
    """Return what a map of the area `within` shows, `top` itself (the city for None) for none.

    These are the code of the area above it (None at the top), the areas right below it, or it
    alone when there are none, and the paths of those that have communities below. None when
    `within` lies elsewhere. Grids are nobody's address.
    """
    known = Area.objects.in_use().exclude(level=Area.Level.GRID)
    outermost = top or known.filter(depth=1).first()
    if outermost is None:
        return None
    middle = known.filter(code=within).first() if within else outermost
    if middle is None or not middle.path.startswith(outermost.path):
        return None
    below = known.filter(depth=middle.depth + 1, path__startswith=middle.path)
    areas = list(below[:MOST_ON_MAP]) or [middle]
    deeper = known.filter(depth=middle.depth + 2, path__startswith=middle.path)
    paths = deeper.values_list("path", flat=True)
    with_more = frozenset(path[: -Area.steplen] for path in paths.iterator(chunk_size=2000))
    if middle.pk == outermost.pk:
        return None, areas, with_more
    above = known.filter(path=middle.parent_path).values_list("code", flat=True).first()
    return above, areas, with_more


MOST_IN_LIST = 500
LEVELS_BELOW = 6


def areas_below(
    top: Area | None, *, level: str = "", within: str = "", at: str = ""
) -> list[dict[str, Any]]:
    """Return lists of areas to choose from, one below the other, with what is chosen in each.

    They begin below `within`, or below `top` (the city for None). With `at`, the code of an area
    there, they go down to it. Where there is only one way down, it is chosen. Nothing lower than
    `level` is told, and nothing that does not lead there.
    """
    known = Area.objects.in_use()
    above = top or known.filter(depth=1).first()
    if above is None:
        return []
    if within:
        wanted = known.filter(code=within).first()
        if wanted is None or not wanted.path.startswith(above.path):
            return []
        above = wanted
    chosen = known.filter(code=at).values_list("path", flat=True).first() or ""
    found: list[dict[str, Any]] = []
    for _depth in range(LEVELS_BELOW):
        listed = _listed_below(above, level)
        if not listed:
            break
        lower = [area for area in listed if chosen.startswith(area["path"])]
        if len(listed) == 1 and not listed[0]["fits"]:
            lower = listed
        found.append({"areas": listed, "chosen": lower[0]["code"] if lower else ""})
        if not lower or not lower[0]["more"]:
            break
        above = known.get(path=lower[0]["path"])
    for step in found:
        step["areas"] = [{**area} for area in step["areas"]]
        for area in step["areas"]:
            del area["path"]
    return found


def _listed_below(above: Area, level: str) -> list[dict[str, Any]]:
    """Return the areas right below one, when its level is not the one that is asked for already."""
    if level and above.level == level:
        return []
    deeper = Area.objects.in_use().filter(depth__gt=above.depth + 1)
    deeper = deeper.filter(path__startswith=OuterRef("path"))
    below = Area.objects.in_use().filter(depth=above.depth + 1, path__startswith=above.path)
    if level:
        deeper = deeper.filter(level=level)
    rows = below.annotate(has_more=Exists(deeper)).order_by("path")[:MOST_IN_LIST]
    found = [
        {
            "code": area.code,
            "name": str(area),
            "level": str(area.level),
            "path": area.path,
            "fits": not level or area.level == level,
            "more": bool(area.has_more) and area.level != level,
        }
        for area in rows
    ]
    return [area for area in found if area["fits"] or area["more"]]


def places_left(form: Form, *, key: str = "", now: datetime) -> dict[tuple[str, str], int]:
    """Return key and choice → places left, `("", "")` for the whole form, in two queries.

    What the filling-in `key` holds itself is left for it, and so is what ran out.
    """
    counts = {count.pk: count for count in PlaceCount.objects.filter(form=form)}
    left = {pk: count.places - count.taken - count.held for pk, count in counts.items()}
    held = PlaceClaim.objects.filter(count__form=form, state=PlaceClaim.State.HELD)
    for claim in held.filter(Q(key=key) | Q(held_until__lte=now)) if counts else ():
        left[claim.count_id] += claim.amount
    return {(counts[pk].field, counts[pk].choice): max(0, free) for pk, free in left.items()}


def inbox_of(person: object) -> QuerySet[Submission]:
    """Return what was sent to the areas in which `person` may see needs."""
    return (
        Submission.objects.within(scope_of(person, Verb.SEE_NEEDS))
        .select_related("area", "version__form__area", "worker")
        .order_by("-created_at", "-pk")
    )


ROWS_AT_ONCE = 500


class SentRow(NamedTuple):
    """What an export reads of one submission; `answers` are opened, empty when purged."""

    pk: int
    reference: str
    version: int
    state: str
    area: str
    created_at: datetime
    started_at: datetime | None
    closed_at: datetime | None
    reply: str
    answers: str


COLUMNS_OF_ROW = (
    "pk",
    "reference",
    "version__number",
    "state",
    "area__short_name",
    "created_at",
    "started_at",
    "closed_at",
    "reply",
    "answers",
)


def exportable_by(person: object, *, revealed: bool) -> QuerySet[Submission]:
    """Return what `person` may take away: masked what they see, in full what they may answer."""
    verb = Verb.EDIT_NEEDS if revealed else Verb.SEE_NEEDS
    return Submission.objects.within(scope_of(person, verb))


def forms_sent_to(person: object) -> QuerySet[Form]:
    """Return the forms of which something was sent to the areas of `person`, by title."""
    sent = exportable_by(person, revealed=False).filter(version__form=OuterRef("pk"))
    return Form.objects.filter(Exists(sent)).order_by("title", "pk")


def counts_sent_to(person: object, forms: Sequence[Form]) -> dict[int, int]:
    """Return form → how many answered submissions the areas of `person` have, in one query."""
    found = exportable_by(person, revealed=False).filter(version__form__in=forms)
    counted = _that_count(found).order_by().values_list("version__form").annotate(Count("pk"))
    return dict(counted)


def sent_rows(found: QuerySet[Submission]) -> Iterator[SentRow]:
    """Yield `found` by number of arrival, so many at once, with no cursor left open between."""
    last = 0
    while True:
        page = found.order_by("pk").filter(pk__gt=last).values_list(*COLUMNS_OF_ROW)[:ROWS_AT_ONCE]
        rows = list(page)
        for row in rows:
            yield SentRow(*row)
        if len(rows) < ROWS_AT_ONCE:
            return
        last = rows[-1][0]


def purgeable(now: datetime) -> QuerySet[Submission]:
    """Return what has been settled or withdrawn for as long as its form keeps answers."""
    due = Q(pk__in=[])
    for days in Form.objects.order_by().values_list("keep_days", flat=True).distinct():
        edge = now - timedelta(days=days)
        over = Q(closed_at__lte=edge) | Q(withdrawn_at__lte=edge)
        due |= Q(version__form__keep_days=days) & over
    return Submission.objects.filter(due, purged_at=None, state__in=Submission.OVER)


def trimmable(now: datetime, most: int) -> list[tuple[int, int]]:
    """Return submissions with answers whose own days are over, each with how many days."""
    due: list[tuple[int, int]] = []
    for version in FormVersion.objects.filter(has_spans=True).order_by("pk"):
        for days in spans(version.definition):
            edge = now - timedelta(days=days)
            over = Q(closed_at__lte=edge) | Q(withdrawn_at__lte=edge)
            found = version.submissions.filter(
                over, trimmed_days__lt=days, purged_at=None, state__in=Submission.OVER
            )
            keys = found.order_by("pk").values_list("pk", flat=True)[: most - len(due)]
            due += [(pk, days) for pk in keys]
    return due


def unproven_trims() -> int:
    """Return how many submissions still hold an answer whose own days are over: none, ever."""
    trimmed = Submission.objects.filter(trimmed_days__gt=0, purged_at=None)
    found = trimmed.select_related("version").order_by("pk")
    return sum(
        without(one.version.definition, one.values, goes_after(one.trimmed_days)) != one.values
        for one in found.iterator(chunk_size=ROWS_AT_ONCE)
    )


def unproven_purges() -> int:
    """Return how many submissions are called emptied and still hold any words: none, ever."""
    purged = Submission.objects.filter(purged_at__isnull=False)
    empty = Q(answers="", reply="", person=None, marks=None, claims=None, uploads=None, chosen=None)
    noted = purged.filter(events__in=SubmissionEvent.objects.exclude(words=""))
    ruled = purged.filter(course_events__in=CourseEvent.objects.exclude(words=""))
    left = Q(pk__in=purged.exclude(empty)) | Q(pk__in=noted) | Q(pk__in=ruled)
    return purged.filter(left).count()


FindUpload = Callable[[str], context.Upload | None]


TOO_OFTEN = "too-often"
"""Stands for a file that was not even looked at, because too many had come."""


def uploads_under(ticket: str) -> FindUpload:
    """Return what finds the files of a filling-in by id, read at once on first use."""
    find = _found_in(Upload.objects.filter(ticket=ticket))
    stopped = context.Upload(TOO_OFTEN, "", 0, "", Unsafe("file_too_often"))
    return lambda upload_id: stopped if upload_id == TOO_OFTEN else find(upload_id)


def uploads_of(submission: Submission) -> FindUpload:
    """Return what finds the files of a submission by id, read at once on first use."""
    return _found_in(submission.uploads.all())


def uploads_in_order(form: Form) -> FindUpload:
    """Return what finds the files of many submissions that are asked for one after another.

    It reads them by the hundred and keeps no more than that.
    """
    of_form = Upload.objects.filter(submission__version__form=form)
    known: dict[str, context.Upload] = {}

    def find(upload_id: str) -> context.Upload | None:
        if upload_id not in known:
            first = of_form.filter(uid=upload_id).values_list("submission", flat=True).first()
            known.clear()
            if first is not None:
                later = of_form.filter(submission__gte=first).order_by("submission", "pk")
                known.update({found.uid: found.told() for found in later[:ROWS_AT_ONCE]})
        return known.get(upload_id)

    return find


def _found_in(uploads: QuerySet[Upload]) -> FindUpload:
    known: dict[str, context.Upload] = {}
    asked: list[bool] = []

    def find(upload_id: str) -> context.Upload | None:
        if not asked:
            asked.append(True)
            known.update({upload.uid: upload.told() for upload in uploads})
        return known.get(upload_id)

    return find


def colleagues_for(*submissions: Submission) -> QuerySet[User]:
    """Return who may handle at least one of `submissions` by a post held today, by name."""
    roles = [role for role, verbs in ALLOWED.items() if Verb.EDIT_NEEDS in verbs]
    above = {
        path[:end]
        for path in {submission.area.path for submission in submissions}
        for end in range(Area.steplen, len(path) + 1, Area.steplen)
    }
    posts = Post.objects.in_force(clock.today()).filter(role__in=roles, area__path__in=above)
    return User.objects.filter(is_active=True, posts__in=posts).distinct().order_by("name", "pk")


def holders_of_role(role: str, area: Area) -> QuerySet[User]:
    """Return the active people who hold this post today in `area` or above it, by name."""
    above = [area.path_at(depth) for depth in range(1, area.depth + 1)]
    posts = Post.objects.in_force(clock.today()).filter(role=role, area__path__in=above)
    found = User.objects.filter(is_active=True, pk__in=posts.values("user"))
    return found.order_by("name", "pk")


def waiting_for_approval_of(person: object) -> QuerySet[Submission]:
    """Return what waits for the word of `person` by a post of theirs, what is due first."""
    turn = Q(pk__in=[])
    for post in posts_held(person):
        if post.area_path:
            turn |= Q(course__role=post.role, area__path__startswith=post.area_path)
    return (
        Submission.objects.within(scope_of(person, Verb.SEE_NEEDS))
        .filter(turn, course__waits_for=Course.WaitsFor.APPROVAL, course__ended_at=None)
        .select_related("area", "version__form__area", "worker", "course")
        .order_by("course__due_at", "created_at", "pk")
    )


def schedules_of(person: User) -> QuerySet[ExportSchedule]:
    """Return the scheduled exports of `person` that go on, the next first."""
    own = ExportSchedule.objects.filter(owner=person, ended_at=None)
    return own.select_related("form").order_by("next_at", "pk")


def files_of(person: User, now: datetime) -> QuerySet[ExportFile]:
    """Return the files that wait for `person`, the newest first."""
    own = ExportFile.objects.filter(schedule__owner=person, expires_at__gt=now)
    return own.select_related("log__form").order_by("-pk")


def views_for(person: User) -> QuerySet[SavedView]:
    """Return the views of `person`, and those shared in an area in or above one of their posts."""
    shared = scope_of(person, Verb.SEE_NEEDS).condition("area__path")
    for post in posts_held(person):
        path = post.area_path or ""
        above = [path[:end] for end in range(Area.steplen, len(path) + 1, Area.steplen)]
        shared |= Q(area__path__in=above)
    found = SavedView.objects.filter(Q(owner=person) | (Q(area__isnull=False) & shared))
    return found.select_related("area", "owner").order_by("name", "pk")


def areas_of_posts(person: User) -> QuerySet[Area]:
    """Return the areas in which `person` holds a post that handles what was sent."""
    roles = [role for role, verbs in ALLOWED.items() if Verb.EDIT_NEEDS in verbs]
    held = [post.area_path for post in posts_held(person) if post.role in roles]
    return Area.objects.filter(path__in=[path for path in held if path]).order_by("path")


def areas_sent_to(person: object) -> QuerySet[Area]:
    """Return the areas of `person` to which something was sent."""
    sent = exportable_by(person, revealed=False).filter(area=OuterRef("pk"))
    return Area.objects.filter(Exists(sent)).order_by("path")


def closable_by(person: object) -> QuerySet[Submission]:
    """Return what is still open in the areas in which `person` may answer, the oldest first."""
    return (
        exportable_by(person, revealed=True)
        .exclude(state__in=Submission.OVER)
        .select_related("area", "version")
        .order_by("created_at", "pk")
    )


MOST_COUNTED = 20_000
"""How many of the newest submissions a page of results opens."""


def answers_to_count(person: object, form: Form) -> Iterator[tuple[int, str, str]]:
    """Yield version, opened answers and path of the area of what counts in the areas of `person`.

    One query, the newest first.
    """
    yield from _newest_answers(exportable_by(person, revealed=False), form)


LEVELS_CROSSED = (Area.Level.DISTRICT, Area.Level.STREET, Area.Level.COMMUNITY)


def areas_by_level(person: object, form: Form) -> dict[str, dict[str, tuple[str, str]]]:
    """Return level → path of an area to which `form` was sent → its area there, code and name.

    Two queries; levels on which everything lies in one area are left out.
    """
    sent = exportable_by(person, revealed=False).filter(version__form=form)
    paths = set(sent.order_by().values_list("area__path", flat=True).distinct())
    above = {
        path[:end] for path in paths for end in range(Area.steplen, len(path) + 1, Area.steplen)
    }
    known = {area.path: area for area in Area.objects.filter(path__in=above)}
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for path in paths:
        for end in range(Area.steplen, len(path) + 1, Area.steplen):
            area = known[path[:end]]
            if area.level in LEVELS_CROSSED:
                found.setdefault(area.level, {})[path] = (area.code, str(area))
    return {
        level: found[level]
        for level in LEVELS_CROSSED
        if len(set(found.get(level, {}).values())) > 1
    }


def all_answers_to_count(form: Form) -> Iterator[tuple[int, str, str]]:
    """Yield the same of all areas, for numbers that everybody may see."""
    yield from _newest_answers(Submission.objects.all(), form)


def times_of(form: Form) -> dict[int, list[tuple[str, int, int]]]:
    """Return version → question, span of seconds and count, in one query."""
    rows = QuestionTime.objects.filter(version__form=form).order_by("pk")
    found: dict[int, list[tuple[str, int, int]]] = {}
    for row in rows.values_list("version__number", "question", "seconds", "count"):
        number, question, seconds, count = row
        found.setdefault(number, []).append((question, seconds, count))
    return found


def visits_of(form: Form) -> dict[int, list[tuple[str, str, str, int, int, int]]]:
    """Return version → counts of its visits over all days, and of what was sent."""
    sums = (
        FormVisit.objects.filter(version__form=form)
        .values_list("version__number", "what", "step", "question")
        .annotate(many=Sum("count"), with_time=Sum("timed"), spent=Sum("seconds"))
        .order_by("version__number", "what", "step", "question")
    )
    found: dict[int, list[tuple[str, str, str, int, int, int]]] = {}
    for number, *visit in sums:
        found.setdefault(number, []).append(tuple(visit))
    sent = Submission.objects.filter(version__form=form).order_by("version__number")
    for number, many in sent.values_list("version__number").annotate(many=Count("pk")):
        if number in found:
            found[number].append(("sent", "", "", many, 0, 0))
    return found


def _newest_answers(sent: QuerySet[Submission], form: Form) -> Iterator[tuple[int, str, str]]:
    found = _that_count(sent.filter(version__form=form))
    newest = found.order_by("-pk").values_list("version__number", "answers", "area__path")[
        :MOST_COUNTED
    ]
    yield from newest.iterator(chunk_size=ROWS_AT_ONCE)


def _that_count(sent: QuerySet[Submission]) -> QuerySet[Submission]:
    return sent.exclude(state=Submission.State.WITHDRAWN).exclude(answers="")
