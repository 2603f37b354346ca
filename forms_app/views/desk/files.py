"""Files of a submission, for those who may see it: small in the list, in full as a download."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forms_app.engine.field_type import type_of
from forms_app.engine.inspecting.pictures import thumbnail
from forms_app.engine.uploading import TakesFiles
from forms_app.file_store import opened
from forms_app.models import Submission, Upload
from forms_app.views.file_answers import answer_with
from people.models import User

REVEALED_FOR = 600
"""Seconds in which files can be opened after their answers were revealed."""
_SALT = "forms_app.revealed_files"


def files_shown(
    submission: Submission, person: User, *, revealed: bool
) -> dict[str, list[dict[str, Any]]]:
    """Return key of the question → files as the page lists them, in one query.

    A file of a personal question has no address until it is revealed; then for ten minutes, and
    for this person alone.
    """
    known = {upload.uid: upload for upload in submission.uploads.all()}
    values, found = submission.values, {}
    pass_ = signing.dumps([person.pk, submission.pk], salt=_SALT) if revealed else ""
    for field in submission.version.definition.fields:
        kind = type_of(field)
        if not isinstance(kind, TakesFiles) or field.key not in values:
            continue
        is_open = revealed or not kind.is_personal(field)
        found[field.key] = [
            _shown(known.get(uid), submission, pass_, is_open=is_open)
            for uid in kind.ids_in(values[field.key])
        ]
    return found


def _shown(
    upload: Upload | None, submission: Submission, seen: str, *, is_open: bool
) -> dict[str, Any]:
    if upload is None:
        return {"gone": True}
    may_open = is_open and upload.is_clean
    url = reverse("submissions:file", args=[submission.pk, upload.uid]) if may_open else ""
    url += f"?seen={seen}" if url and seen else ""
    small = ("&" if seen else "?") + "small=1"
    return {
        "name": upload.name if is_open else "",
        "size": upload.size,
        "state": upload.state,
        "state_words": upload.get_state_display(),
        "url": url,
        "small": url + small if url and upload.is_picture else "",
    }


def is_personal(submission: Submission, uid: str) -> bool:
    """Say whether the file answers a question whose answers are shown only with a reason."""
    values = submission.values
    for field in submission.version.definition.fields:
        kind = type_of(field)
        if isinstance(kind, TakesFiles) and uid in kind.ids_in(values.get(field.key) or []):
            return kind.is_personal(field)
    return True


def _is_revealed(request: HttpRequest, submission: Submission) -> bool:
    try:
        found = signing.loads(request.GET.get("seen", ""), salt=_SALT, max_age=REVEALED_FOR)
    except signing.BadSignature:
        return False
    return bool(found == [request.user.pk, submission.pk])


@never_cache
@require_safe
def show_file(request: HttpRequest, submission: Submission, uid: str) -> HttpResponse:
    """Hand over a clean file of a submission that the caller has found for this person.

    Raises Http404 for what is not there, not clean yet, or personal and not revealed.
    """
    upload = submission.uploads.filter(uid=uid, state=Upload.State.CLEAN, page="").first()
    if upload is None:
        raise Http404
    if is_personal(submission, uid) and not _is_revealed(request, submission):
        raise Http404
    body = opened(upload.path)
    if request.GET.get("small") and upload.is_picture:
        return answer_with("small.jpg", thumbnail(body), "image/jpeg", inline=True)
    return answer_with(upload.name, body, upload.media_type)
