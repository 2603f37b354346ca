"""Workers see what came with a form, each post its own areas; personal files only with a reason."""

from io import BytesIO

import pytest
from PIL import Image

from forms_app.actions.export_submissions import export_submissions
from forms_app.actions.submit import code_of
from forms_app.models import Submission, SubmissionLook
from foundation import clock
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.engine.hostile_files import office
from tests.forms_app.filed import PAPER, PHOTO, begun, filed_form, ids_in, photo, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(client, town):
    """Return a submission with a photo that anybody at work may see, and a personal paper."""
    form = filed_form(town.community)
    ticket = begun(client, form)
    files = {PHOTO: photo(), PAPER: photo("低保证明.docx", office())}
    page = posted(client, form, ticket, **files)
    posted(client, form, ticket, "send", **{key: ids_in(page, key) for key in files})
    return Submission.objects.get()


def upload(kept, media):
    return kept.uploads.get(media_type__startswith=media)


def address(kept, media):
    return f"/admin/submissions/{kept.pk}/files/{upload(kept, media).uid}/"


def test_a_picture_is_shown_small_and_saved_in_full(kept, town):
    office_client = sign_in(town.staff())

    page = office_client.get(f"/admin/submissions/{kept.pk}/").content.decode()
    full = office_client.get(address(kept, "image"))
    small = office_client.get(address(kept, "image"), {"small": "1"})

    assert "现场.jpg" in page
    assert f'src="{address(kept, "image")}?small=1"' in page
    assert full["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert full["X-Content-Type-Options"] == "nosniff"
    assert full["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in full["Cache-Control"]
    assert max(Image.open(BytesIO(small.content)).size) <= 320


def test_a_personal_file_has_neither_name_nor_address_before_a_reason_is_on_record(kept, town):
    worker = sign_in(town.staff())

    page = worker.get(f"/admin/submissions/{kept.pk}/").content.decode()

    assert "低保证明" not in page
    assert upload(kept, "application").uid not in page
    assert worker.get(address(kept, "application")).status_code == 404
    assert worker.get(address(kept, "application"), {"seen": "forged"}).status_code == 404


def test_after_a_reason_it_is_opened_by_that_person_alone(kept, town):
    worker, colleague = sign_in(town.staff()), sign_in(town.staff())

    page = worker.post(f"/admin/submissions/{kept.pk}/reveal/", {"reason": "核对"}).content.decode()

    assert "低保证明.docx" in page
    link = page.split(f'href="{address(kept, "application")}?seen=')[1].split('"')[0]
    assert SubmissionLook.objects.get().reason == "核对"
    opened = worker.get(address(kept, "application"), {"seen": link})
    assert opened.content == office()
    assert "attachment" in opened["Content-Disposition"]
    assert colleague.get(address(kept, "application"), {"seen": link}).status_code == 404


def test_nobody_of_another_area_and_no_stranger_opens_a_file(kept, town, client):
    for stranger in (
        sign_in(town.staff(area=town.other_community)),
        sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR)),
        client,
    ):
        assert stranger.get(address(kept, "image")).status_code in (302, 403, 404)


def test_a_file_is_not_opened_under_another_submission(kept, town):
    other = Submission.objects.get(pk=kept.pk)
    other.pk, other.reference, other.idempotency_key = None, "123123123", "other"
    other.save(force_insert=True)

    answer = sign_in(town.staff()).get(
        f"/admin/submissions/{other.pk}/files/{upload(kept, 'image').uid}/"
    )

    assert answer.status_code == 404


def test_the_sender_gets_files_back_with_number_and_code(kept, client):
    asked = {"reference": kept.reference, "code": code_of(kept)}

    page = client.post("/forms/status/", asked | {"step": "copy"}).content.decode()
    wanted = {"step": "file", "file": upload(kept, "application").uid}
    got = client.post("/forms/status/", asked | wanted)
    wrong = client.post("/forms/status/", asked | wanted | {"code": "000000"})

    assert "低保证明.docx" in page
    assert got.content == office()
    assert "attachment" in got["Content-Disposition"]
    assert wrong.status_code == 422


def test_an_export_names_and_counts_files_and_masks_personal_ones(kept, town):
    worker = town.staff()
    form = kept.version.form

    masked = export_submissions(by=worker, form_id=form.pk, kind="csv", now=clock.now())
    full = export_submissions(
        by=worker, form_id=form.pk, kind="csv", revealed=True, reason="年报", now=clock.now()
    )

    [line], [whole] = list(masked.lines()), list(full.lines())
    assert ("现场.jpg" in line, "低保证明.docx" in line, "*** (1)" in line) == (True, False, True)
    assert ("低保证明.docx" in whole, 1 in whole) == (True, True)
