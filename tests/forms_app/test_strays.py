"""Bytes that belong to nothing go with the purge; what a row names, and what is young, stays."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from forms_app.actions.purge_strays import purge_strays
from forms_app.duties import DUTIES, delete_stray_files
from forms_app.file_store import keep
from foundation import clock
from tests.forms_app.filed import PHOTO, begun, filed_form, photo, posted, stored

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_only_old_bytes_without_a_row_are_deleted_and_once(client, town):
    form = filed_form(town.community)
    posted(client, form, begun(client, form), **{PHOTO: photo()})
    [named] = stored()
    stray = keep(b"left behind")
    written = default_storage.get_modified_time(stray)

    assert purge_strays(now=written + DAY) == 0
    assert stored() == sorted([named, stray])
    assert purge_strays(now=written + 2 * DAY) == 1
    assert stored() == [named]
    assert purge_strays(now=written + 2 * DAY) == 0


@pytest.mark.django_db
def test_the_clock_deletes_them_too_and_looks_once_a_day(monkeypatch):
    stray = keep(b"left behind")
    written = default_storage.get_modified_time(stray)
    days = [written + 2 * DAY, written + 2 * DAY, written + 3 * DAY]
    moments = iter(days)
    monkeypatch.setattr(clock, "now", lambda: next(moments))

    delete_stray_files()
    first = stored()
    again = keep(b"left behind later")
    delete_stray_files()
    second = stored()
    delete_stray_files()

    assert delete_stray_files in DUTIES
    assert first == []
    assert second == [again]
    assert stored() == []
