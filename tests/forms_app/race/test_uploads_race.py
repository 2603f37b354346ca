"""The same file, sent many times at once, is kept once; what is sent is never purged meanwhile."""

from datetime import timedelta
from functools import partial

import pytest

from forms_app.actions.keeping_uploads import drop_due
from forms_app.actions.receive_upload import receive_upload
from forms_app.actions.submit import submit
from forms_app.file_store import opened
from forms_app.models import Submission, Upload
from tests.forms_app.conftest import NOW
from tests.forms_app.engine.hostile_files import picture
from tests.forms_app.filed import PHOTO, WORDS, filed_form, stored

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]


def receive(form, key: str = "k1") -> Upload:
    return receive_upload(
        version=form.current,
        ticket=key,
        field=form.current.definition.by_key[PHOTO],
        name="现场.jpg",
        body=picture(),
        now=NOW,
    )


def test_the_same_file_sent_at_the_same_moment_is_kept_once(town, race):
    form = filed_form(town.community)

    results = race([partial(receive, form)] * 8)

    assert {type(result) for result in results} == {Upload}
    assert len({result.uid for result in results}) == 1
    assert len(stored()) == Upload.objects.count() == 1


def test_a_file_is_sent_whole_or_purged_never_half(town, race):
    form = filed_form(town.community)
    kept = [receive(form, f"k{number}") for number in range(8)]
    late = NOW + timedelta(days=2)

    def send(upload: Upload) -> object:
        values = {WORDS: "灯", PHOTO: [upload.uid]}
        return submit(version=form.current, values=values, key=upload.ticket, now=late)

    race([*(partial(send, upload) for upload in kept), *[partial(drop_due, now=late)] * 2])

    assert len(stored()) == Upload.objects.count() == Submission.objects.count()
    for upload in Upload.objects.all():
        assert upload.submission is not None
        assert opened(upload.path)
