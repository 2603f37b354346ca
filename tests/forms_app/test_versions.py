"""Published versions: added when something changed, never touched again."""

import pytest

from forms_app.actions.publish_starter import publish_starter, starters
from forms_app.engine.definition import digest_of
from forms_app.models import Form, FormVersion

pytestmark = pytest.mark.django_db


def test_publishing_the_same_again_makes_no_version(form):
    form.save_revision().publish()

    assert form.versions.count() == 1


def test_new_words_make_a_version_and_keep_the_keys(form):
    before = [field.key for field in form.current.definition.fields]
    form.questions[1].value["label"] = "您要办的是哪一类事"
    form.save_revision().publish()

    assert form.current.number == 2
    assert [field.key for field in form.current.definition.fields] == before
    assert form.current.digest == digest_of(form.current.document)


def test_a_version_is_never_changed(form):
    version = form.current

    for change in (
        version.save,
        version.delete,
        form.versions.all().delete,
        lambda: FormVersion.objects.filter(pk=version.pk).update(document={}),
        lambda: form.versions.update(number=2),
    ):
        with pytest.raises(TypeError):
            change()

    assert [found.digest for found in form.versions.all()] == [version.digest]


def test_every_starter_can_be_published(town):
    for key in starters():
        made = publish_starter(key=key, area=town.city)
        assert made.live
        assert made.current.number == 1
        assert publish_starter(key=key, area=town.city) == made
    assert Form.objects.count() == len(starters())


def test_a_draft_does_not_reach_the_public(form):
    form.title = "改了一半"
    form.save_revision()

    assert form.current.document["title"] == "请人帮忙"
