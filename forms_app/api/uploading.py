"""Files of a form that another front end fills in: received before sending, then named by id.

A file belongs to the key of its ticket, exactly as on the site: another ticket does not know it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Status
from ninja.files import UploadedFile as SentFile
from pydantic import BaseModel, Field

from forms_app.actions.count_tries import count_tries
from forms_app.actions.keeping_uploads import remove_upload
from forms_app.actions.receive_upload import receive_upload
from forms_app.api.opening import Name, TicketText, limit, opened, speak
from forms_app.api.router import router
from forms_app.engine import definition
from forms_app.engine.field_type import type_of
from forms_app.engine.uploading import TakesFiles
from forms_app.limits import upload_tries
from forms_app.models import Upload
from forms_app.tickets import Ticket
from forms_app.words import language
from foundation import clock
from foundation.errors import Invalid
from foundation.problems import FieldProblem, Problem, answers


class FileBody(BaseModel):
    """For what a file is sent."""

    ticket: TicketText
    field: str = Field(max_length=120, description="Key of the question.")


class FileForm(BaseModel):
    """A file as it was kept: pictures are drawn anew, so name, size and kind may differ."""

    id: str = Field(description="To be sent as the answer, under `name` of the question's upload.")
    name: str
    media_type: str
    size: int = Field(description="Bytes that were kept.")
    state: str = Field(description="`clean`, or `quarantine` until the scanner has seen it.")


class RemoveBody(BaseModel):
    """A file to be taken back before sending."""

    ticket: TicketText
    id: str = Field(pattern=r"^[0-9a-f]{32}$")


@router.post(
    "/{slug}/files",
    response={**answers(FileForm, 400, 403, 404, 409, 413, 422, 429), 201: FileForm},
    operation_id="send_file",
    summary="Send a file of a form",
)
def send_file(
    request: HttpRequest,
    slug: Path[Name],
    body: Form[FileBody],
    file: File[SentFile],
) -> Any:
    """Take in one file for one question, as `multipart/form-data`: 201, or 200 when it was there.

    It is inspected, freed of what stands beside its pixels, sealed, and shown to the scanner where
    there is one; what is not taken is 422 with the reason. It goes when it is not sent in time.
    """
    speak(request)
    _form, ticket = opened(slug, body.ticket)
    asked = ticket.version.definition.by_key.get(body.field)
    if asked is None or not isinstance(type_of(asked), TakesFiles):
        raise Invalid(_("No file is asked for here."), code="not_asked")
    now = clock.now()
    count_tries(upload_tries(request, ticket.key, file.size or 0), now=now)
    upload = _taken(ticket, asked, file)
    refusal = upload.told().refusal
    if refusal is not None:
        refused = Invalid(refusal.say(language()), code=refusal.code)
        where = ["body", "file"]
        refused.errors = [FieldProblem(where=where, code=refusal.code, message=str(refused))]
        raise refused
    return Status(201 if upload.created_at >= now else 200, _told(upload))


def _taken(ticket: Ticket, asked: definition.Field, file: SentFile) -> Upload:
    kind = type_of(asked)
    most = kind.size_of(asked) if isinstance(kind, TakesFiles) else 0
    return receive_upload(
        version=ticket.version,
        ticket=ticket.key,
        field=asked,
        name=file.name or "",
        # One byte more than is allowed is enough to see that it is too large.
        body=file.read(most + 1),
        now=clock.now(),
    )


def _told(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.uid,
        "name": upload.name,
        "media_type": upload.media_type,
        "size": upload.size,
        "state": upload.state,
    }


@router.post(
    "/{slug}/files/remove",
    response={204: None} | dict.fromkeys((400, 403, 404, 409, 413, 422, 429), Problem),
    operation_id="remove_file",
    summary="Take a file of a form back",
)
def remove_file(request: HttpRequest, slug: Path[Name], body: RemoveBody) -> Any:
    """Delete a file before it is sent: 204, whether or not there was one under this ticket."""
    speak(request)
    limit(request, "keep")
    _form, ticket = opened(slug, body.ticket)
    remove_upload(ticket=ticket.key, uid=body.id, now=clock.now())
    return Status(204, None)
