"""A page that follows a submission is typeset with its answers, and kept sealed as a PDF."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from forms_app.actions.recording import Kind, record
from forms_app.engine.inspecting.pictures import lighter
from forms_app.engine.planned import Planned
from forms_app.engine.typeset_source import (
    MOST_PICTURES,
    line_of,
    pictures_in,
)
from forms_app.file_store import keep, opened
from forms_app.models import Submission, Upload
from forms_app.models.upload import new_uid
from forms_app.page_trials import page_content, source_of
from forms_app.places import context_for
from forms_app.printing import known_in
from forms_app.queries import uploads_of
from forms_app.scanning import NotScanned
from forms_app.typesetting import NotTypeset, typeset
from outbox.actions import put

logger = logging.getLogger(__name__)
TOPIC = "forms_app.page"


def order_page(submission: Submission, planned: Planned, key: str) -> None:
    """Have a worker fill the page of a step, in the transaction in which the step is taken."""
    put(topic=TOPIC, key=key, content={"submission": submission.pk, "page": planned.id})


def fill_page(*, submission_id: int, page: str, now: datetime) -> Upload | None:
    """Typeset the page of the step `page` and keep it; twice does it once.

    None when there is nothing to fill any more. What cannot be typeset is told in the log of the
    submission, for those who take care of it, and is not tried again. Raises `NotScanned` while
    files wait for the scanner: then it is tried later.
    """
    submission = (
        Submission.objects.select_related("area", "version__form__area")
        .filter(pk=submission_id, purged_at=None)
        .exclude(state=Submission.State.WITHDRAWN)
        .first()
    )
    planned = _planned(submission, page)
    if submission is None or planned is None or submission.uploads.filter(page=page).exists():
        return None
    if submission.uploads.filter(state=Upload.State.QUARANTINE).exists():
        message = "files of the submission are still to be scanned"
        raise NotScanned(message)
    try:
        body = _typeset(submission, planned)
    except NotTypeset as reason:
        logger.warning("the page of a form was not typeset: line %d", line_of(reason.line))
        words = _("“%(title)s” could not be made: %(reason)s")
        told = {"title": planned.settings.get("title"), "reason": reason.message}
        record(submission, Kind.NOTED, at=now, words=words % told)
        return None
    return _kept(submission, planned, body, now)


def _planned(submission: Submission | None, page: str) -> Planned | None:
    if submission is None:
        return None
    return next((one for one in submission.version.definition.after if one.id == page), None)


def _typeset(submission: Submission, planned: Planned) -> bytes:
    definition, values = submission.version.definition, submission.values
    context = context_for(submission.version.form.area, find_upload=uploads_of(submission))
    content = page_content(definition, values, context, planned, known_in(submission))
    pictures = {}
    for number, (key, kind, body) in enumerate(_pictures(submission, planned)):
        name = f"picture-{number}.jpg"
        pictures[name] = body
        content["pictures"].append({"key": key, "type": kind, "file": name})
    return typeset(source_of(definition, planned), content, pictures)


def _pictures(submission: Submission, planned: Planned) -> Iterator[tuple[str, str, bytes]]:
    """Yield the first pictures of the answers that the page may show, made light."""
    clean = {
        upload.uid: upload
        for upload in submission.uploads.filter(state=Upload.State.CLEAN, page="")
        if upload.is_picture
    }
    revealed = bool(planned.settings.get("personal"))
    found = (
        (key, kind, clean[uid])
        for key, kind, uids in pictures_in(
            submission.version.definition, submission.values, revealed=revealed
        )
        for uid in uids
        if uid in clean
    )
    for _number, (key, kind, upload) in zip(range(MOST_PICTURES), found, strict=False):
        yield key, kind, lighter(opened(upload.path))


def _kept(submission: Submission, planned: Planned, body: bytes, now: datetime) -> Upload | None:
    """Write the row with the bytes, unless the answers went or a twin was quicker meanwhile."""
    with transaction.atomic():
        held = Submission.objects.select_for_update(of=("self",), no_key=True)
        locked = held.filter(pk=submission.pk, purged_at=None).first()
        if locked is None or locked.answers != submission.answers:
            return None
        if locked.uploads.filter(page=planned.id).exists():
            return None
        uid = new_uid()
        title = str(planned.settings.get("title") or "")
        return Upload.objects.create(
            uid=uid,
            version=submission.version,
            ticket=uid,
            submission=locked,
            page=planned.id,
            state=Upload.State.CLEAN,
            name=f"{title} {submission.reference}.pdf",
            media_type="application/pdf",
            size=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            path=keep(body),
            created_at=now,
            scanned_at=now,
        )
