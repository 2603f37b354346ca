"""Files as their sender meets them again: what was refused, and what they get back."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from forms_app.file_store import opened
from forms_app.models import Submission, Upload
from forms_app.views.file_answers import answer_with
from forms_app.words import language


def refusals_of(submission: Submission) -> list[str]:
    """Return why files were refused after they had been sent, in words."""
    refused = submission.uploads.filter(state=Upload.State.REFUSED, page="").order_by("pk")
    reasons = [upload.told().refusal for upload in refused]
    return [reason.say(language()) for reason in reasons if reason is not None]


def own_file(submission: Submission, uid: str) -> HttpResponse:
    """Hand a clean file back to its sender, who has shown number and code. Raises Http404."""
    upload = submission.uploads.filter(uid=uid, state=Upload.State.CLEAN, page="").first()
    if upload is None:
        raise Http404
    return answer_with(upload.name, opened(upload.path), upload.media_type)
