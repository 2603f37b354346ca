"""Somebody sits at a form: which one, how far they are, and what their browser keeps of it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from forms_app.actions.save_draft import KeptDraft, code_of_draft, save_draft
from forms_app.actions.submit import ANYTHING, Around
from forms_app.answer_form import AnswerForm
from forms_app.engine.comparing import Change, changes
from forms_app.engine.context import Context, Upload
from forms_app.engine.definition import AnswerStep, Definition
from forms_app.engine.field_types.phone import asks_for_code
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Given
from forms_app.engine.walking import Walk
from forms_app.knowing import known_of
from forms_app.models import Draft, Form, Submission
from forms_app.phone_proofs import PhoneProofs, phones_to_prove, proofs_of
from forms_app.phone_widget import CODE
from forms_app.places import context_for, few_communities
from forms_app.queries import FindUpload, draft_of, places_left, uploads_of, uploads_under
from forms_app.tickets import Ticket, mark_of, read_ticket
from forms_app.words import language
from foundation import clock
from foundation.reasons import Unacceptable
from people.models import User

CHECK = "check"
"""Stands for the page on which one checks one's answers, where a step could stand."""

COOKIE = "filling-"
"""Before the mark of a filling-in: the cookie that holds its ticket. It ends with the browser."""


AUTHORS_ALONE = ("form", "rule", "sample")
"""Parts of a form whose changes say nothing to whoever fills it in."""

MOST_LOOKED_AT = 5
"""How many filling-ins of one browser are looked into for one to go on with."""


@dataclass(frozen=True)
class Sitting:
    """One request to a form that is being filled in; `draft` is what was kept of it before.

    `codes_failed` says of phone numbers why the code that was typed for them does not hold.
    """

    request: HttpRequest
    form: Form
    ticket: Ticket
    draft: Draft | None
    given: Given
    codes_failed: Mapping[str, Unacceptable] = field(default_factory=dict)
    around: Around = ANYTHING

    @classmethod
    def at(
        cls,
        request: HttpRequest,
        form: Form,
        ticket: Ticket,
        given: Given | None = None,
        around: Around = ANYTHING,
    ) -> Sitting:
        """Return the sitting with this ticket, with what was kept of it unless `given` says."""
        draft = draft_of(ticket.key) if around.draft else None
        if draft is None:
            return cls(request, form, ticket, None, given or {}, around=around)
        # What was moved to a later version stays there, whatever an older page says.
        if draft.version_id == ticket.version.pk:
            draft.version = ticket.version
        held = replace(ticket, version=draft.version)
        held.version.form = form
        kept = draft.given if given is None else given
        return cls(request, form, held, draft, kept, around=around)

    @property
    def definition(self) -> Definition:
        """What is asked, in the version that was begun with and the language of the moment."""
        return self.ticket.version.spoken(language())

    @cached_property
    def left(self) -> dict[tuple[str, str], int]:
        """Places left, what this filling-in holds itself included."""
        if not self.around.places:
            return {}
        found = places_left(self.form, key=self.ticket.key, now=clock.now())
        if self.corrects is not None:
            for claim in self.corrects.claims.filter(state="taken").select_related("count"):
                found[claim.count.field, claim.count.choice] += claim.amount
        return found

    @cached_property
    def context(self) -> Context:
        """What the answers are held against."""
        full = (
            () if self.form.keeps_waiting else {key for key, free in self.left.items() if not free}
        )
        found = context_for(self.form.area, full=full, find_upload=self._find_upload)
        known = known_of(self.definition, self.request.user)
        return replace(found, known=known, why_unproven=self._why_unproven)

    @cached_property
    def proofs(self) -> PhoneProofs:
        """Which phone numbers were shown to be one's own."""
        return proofs_of(self.draft)

    @cached_property
    def _shown_before(self) -> frozenset[str]:
        sent = self.corrects
        found = phones_to_prove(sent.version.definition, sent.values) if sent is not None else ()
        return frozenset(found)

    def _why_unproven(self, phone: str) -> Unacceptable | None:
        if phone in self._shown_before or self.proofs.is_proven(phone):
            return None
        return self.codes_failed.get(phone) or Unfit("phone_unproven")

    @property
    def changed_since(self) -> list[Change]:
        """What the form asks otherwise now than when this was begun; nothing for corrections."""
        if self.draft is None or self.draft.corrects_id is not None:
            return []
        current = self.form.current
        if current is None or current.pk == self.draft.version_id:
            return []
        found = changes(self.definition, current.definition)
        return [one for one in found if one.part not in AUTHORS_ALONE]

    @property
    def corrects(self) -> Submission | None:
        """What was sent already and is being corrected."""
        return self.draft.corrects if self.draft is not None else None

    def _find_upload(self, upload_id: str) -> Upload | None:
        own = self._uploads(upload_id)
        return own if own is not None or self.corrects is None else self._sent(upload_id)

    @cached_property
    def _uploads(self) -> FindUpload:
        return uploads_under(self.ticket.key)

    @cached_property
    def _sent(self) -> FindUpload:
        return uploads_of(self.corrects) if self.corrects is not None else self._uploads

    @cached_property
    def walk(self) -> Walk:
        """How far the form is filled in."""
        return Walk.through(self.definition, self.given, self.context, self._rows)

    @property
    def _rows(self) -> dict[str, int]:
        """Return how many items of each group were on the page, as it says itself."""
        found: dict[str, int] = {}
        for text in self.request.POST.getlist("rows")[:100]:
            group, _colon, count = text.partition(":")
            found[group] = int(count) if count.isdecimal() and len(count) <= 3 else 0
        return found

    def with_given(self, given: Given) -> Sitting:
        """Return the sitting with other answers."""
        return replace(self, given=given)

    def with_rows(self, rows: Mapping[str, int]) -> Sitting:
        """Return the sitting with so many items drawn, at least, of some groups."""
        changed = replace(self)
        wanted = self._rows | dict(rows)
        changed.__dict__["walk"] = Walk.through(self.definition, self.given, self.context, wanted)
        return changed

    def page(self, step: AnswerStep | None, *, judged: bool | str) -> AnswerForm:
        """Return a step, or the whole form, to be drawn, judged as `AnswerForm` says."""
        asks = any(field.type == "community" for field in self.definition.all_fields)
        return AnswerForm(
            self.walk,
            step=step,
            judged=judged,
            places=few_communities(self.form.area) if asks else (),
            left=self.left,
            is_waiting=lambda phone: self.proofs.is_waiting(phone, clock.now()),
        )

    def kept(
        self, only: set[str] | None, place: str = "", notes: dict[str, str] | None = None
    ) -> Sitting:
        """Save what is typed for the fields `only`, and return the sitting with everything kept."""
        user = self.request.user
        saved = save_draft(
            version=self.ticket.version,
            key=self.ticket.key,
            given=self.given,
            only=only,
            place=place,
            now=clock.now(),
            by=user if isinstance(user, User) and not self.request.POST.get("helped") else None,
            notes=(notes or {}) | {"turn": self.request.POST.get("turn", "")},
        )
        around = replace(self.around, draft=True)
        return replace(self, draft=saved.draft, given=saved.draft.given, around=around)

    @property
    def to_resume(self) -> KeptDraft | None:
        """Number and code with which it is gone on with elsewhere; None before anything is kept."""
        return KeptDraft(self.draft, code_of_draft(self.draft)) if self.draft is not None else None

    @property
    def where(self) -> str:
        """Where one goes on with what is kept."""
        place = self.draft.place if self.draft is not None else ""
        return self.address_of(place or self.definition.steps[0].id)

    def address_of(self, place: str) -> str:
        """Return where a step, or the checking page, of this filling-in is found."""
        return reverse("form_step", args=[self.form.slug, mark_of(self.ticket.key), place])

    def led_to(self, place: str, *, then: str = "") -> HttpResponse:
        """Lead to a step, or to the checking page; the browser keeps the ticket for this form."""
        address = self.address_of(place) + (f"?then={then}" if then else "")
        return self.remember(redirect(address))

    def remember(self, response: HttpResponse) -> HttpResponse:
        """Let the browser keep the ticket until it is closed, for the addresses of this form."""
        response.set_cookie(
            COOKIE + mark_of(self.ticket.key),
            str(self.ticket),
            path=self.form.get_absolute_url(),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


def forget(response: HttpResponse, form: Form, ticket: Ticket) -> None:
    """Let the browser forget a filling-in."""
    response.delete_cookie(
        COOKIE + mark_of(ticket.key), path=form.get_absolute_url(), samesite="Lax"
    )


def sitting_of(request: HttpRequest, form: Form, mark: str) -> Sitting | None:
    """Return the sitting that this browser keeps under `mark`; None when there is none any more."""
    ticket = read_ticket(form, request.COOKIES.get(COOKIE + mark, ""))
    if ticket is None or mark_of(ticket.key) != mark:
        return None
    found = Sitting.at(request, form, ticket)
    return found if found.draft is not None else None


def begun_before(request: HttpRequest, form: Form) -> Sitting | None:
    """Return what this browser began and has not sent, the latest saved of it."""
    found = []
    for name in [name for name in request.COOKIES if name.startswith(COOKIE)][:MOST_LOOKED_AT]:
        sitting = sitting_of(request, form, name.removeprefix(COOKIE))
        if sitting is not None and sitting.draft is not None and not sitting.draft.submission_id:
            found.append((sitting.draft.saved_at, sitting.draft.pk, sitting))
    return max(found)[-1] if found else None


def typed_in(request: HttpRequest, definition: Definition) -> dict[str, list[str]]:
    """Return what was sent for the questions of a form, as it was typed."""
    asked = {field.key for field in definition.fields}
    codes = {field.key for field in definition.all_fields if asks_for_code(field)}
    sent: Any = request.POST
    return {
        name: sent.getlist(name)
        for name in sent
        if name.partition(".")[0] in asked and not _is_code(name, codes)
    }


def _is_code(name: str, keys: Container[str]) -> bool:
    """Whether a name is that of a code, which is no answer and never kept."""
    address, found, rest = name.rpartition(CODE)
    return bool(found) and not rest and address.rpartition(".")[2] in keys
