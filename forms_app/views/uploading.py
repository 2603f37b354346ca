"""Files of a form that is being filled in: with its page, or at once by a script."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from forms_app.actions.count_tries import TooOften, count_tries
from forms_app.actions.keeping_uploads import remove_upload
from forms_app.actions.receive_upload import receive_upload
from forms_app.actions.submit import (
    NotForYou,
    NotOpen,
    refuse_unless_meant,
    refuse_unless_open,
)
from forms_app.engine.definition import Field
from forms_app.engine.field_type import type_of
from forms_app.engine.uploading import TakesFiles, parts_with_files
from forms_app.limits import upload_tries
from forms_app.models import Upload
from forms_app.queries import TOO_OFTEN, live_form
from forms_app.tickets import Ticket, read_ticket
from forms_app.upload_widgets import REMOVE
from forms_app.words import language
from foundation import clock
from people.models import User


def receive_files(request: HttpRequest, ticket: Ticket) -> None:
    """Take in the files that came with a page; their ids join what was typed.

    Files whose box to remove is ticked go. A file that is refused travels on as an id as well:
    the engine says why beside its question.
    """
    asked = [field for field in ticket.version.definition.fields if parts_with_files(field)]
    if not asked:
        return
    given = request.POST.copy()
    for field in asked:
        for part in parts_with_files(field):
            name = f"{field.key}.{part}" if part else field.key
            removed = given.pop(name + REMOVE, [])
            ids = [upload_id for upload_id in given.getlist(name) if upload_id not in removed]
            for upload_id in removed:
                remove_upload(ticket=ticket.key, uid=str(upload_id), now=clock.now())
            files = [sent for sent in request.FILES.getlist(name) if isinstance(sent, UploadedFile)]
            ids += _received(request, ticket, field, files)
            given.setlist(name, list(dict.fromkeys(ids)))
    given._mutable = False
    request.POST = given  # type: ignore[assignment]


def _received(
    request: HttpRequest, ticket: Ticket, field: Field, files: list[UploadedFile]
) -> list[str]:
    found = []
    for sent in files:
        if not sent.size and not sent.name:
            continue
        if not _is_within_limits(request, ticket, sent.size or 0):
            found.append(TOO_OFTEN)
            break
        found.append(_taken(ticket, field, sent).uid)
    return found


def _is_within_limits(request: HttpRequest, ticket: Ticket, size: int) -> bool:
    try:
        count_tries(upload_tries(request, ticket.key, size), now=clock.now())
    except TooOften:
        return False
    return True


def _taken(ticket: Ticket, field: Field, sent: UploadedFile) -> Upload:
    kind: Any = type_of(field)
    # One byte more than is allowed is enough to see that it is too large.
    body = sent.read(kind.size_of(field) + 1) if isinstance(kind, TakesFiles) else b""
    return receive_upload(
        version=ticket.version,
        ticket=ticket.key,
        field=field,
        name=sent.name or "",
        body=body,
        now=clock.now(),
    )


def _ticket(request: HttpRequest, slug: str) -> Ticket | None:
    form = live_form(slug)
    if form is None:
        raise Http404
    try:
        refuse_unless_meant(form, request.user if isinstance(request.user, User) else None)
        refuse_unless_open(form, clock.now())
    except (NotForYou, NotOpen):
        return None
    return read_ticket(form, request.POST.get("ticket", ""))


def _no(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


@never_cache
@csrf_protect
@require_POST
def upload_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in one file for one question; sending it again finds it there.

    Answers 201 with its id, name and size; 403 for a stale ticket, 422 with the reason for a file
    that is not taken, 429 beyond the limits.
    """
    ticket = _ticket(request, slug)
    if ticket is None:
        return _no("ticket", _("This page is too old. Please open the form again."), 403)
    field = ticket.version.definition.by_key.get(request.POST.get("field", ""))
    sent = request.FILES.get("file")
    if field is None or not parts_with_files(field) or not isinstance(sent, UploadedFile):
        return _no("not_asked", _("No file is asked for here."), 422)
    if not _is_within_limits(request, ticket, sent.size or 0):
        return _no("too_many", _("That was too much for now. Please try again in an hour."), 429)
    upload = _taken(ticket, field, sent)
    refusal = upload.told().refusal
    if refusal is not None:
        return _no(refusal.code, refusal.say(language()), 422)
    told = {"id": upload.uid, "name": upload.name, "size": filesizeformat(upload.size)}
    return JsonResponse(told | {"state": upload.state}, status=201)


@never_cache
@csrf_protect
@require_POST
def remove_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete a file of this filling-in before it is sent; 204 whether or not there was one."""
    ticket = _ticket(request, slug)
    if ticket is None:
        return _no("ticket", _("This page is too old. Please open the form again."), 403)
    remove_upload(ticket=ticket.key, uid=request.POST.get("id", "")[:32], now=clock.now())
    return HttpResponse(status=204)
