"""The desk for rosters, as a browser sees it."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from foundation import clock
from people.models import Post
from tests.factories.sessions import sign_in
from tests.people.roster.making import ANN, id_number, row_of, xlsx
from tests.people.roster.test_planning import BEA
from tests.volunteering.roster.conftest import NOW, TITLES
from tests.volunteering.roster.test_importing import refusing_second_member
from volunteering.actions.carry_out_roster import ImportFailed
from volunteering.models import Member, RosterImport
from volunteering.tasks import importing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW):
        yield


def upload(client, office, *people, unit=None, content=None, name="名单.xlsx"):
    content = content if content is not None else office.file(*people).read()
    file = SimpleUploadedFile(name, content, XLSX)
    return client.post("/admin/rosters/upload/", {"unit": (unit or office.unit).pk, "file": file})


def tasks():
    return DBTaskResult.objects.filter(task_path="volunteering.tasks.importing")


def work():
    """Do what a worker does with the tasks that wait."""
    for task in tasks().filter(status="READY"):
        importing.func(*task.args_kwargs["args"])


def text_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


def test_a_liaison_uploads_previews_and_confirms(office):
    client = sign_in(office.liaison)

    answer = upload(client, office, ANN, BEA, {**BEA, "手机号": "138"})
    page = client.get(answer.url)

    assert (Member.objects.count(), RosterImport.objects.get().state) == (0, "previewed")
    shown = text_of(page)
    assert "E 列" in shown
    assert "手机号应为 11 位，这里是 3 位" in shown
    assert "乙*" in shown
    for secret in ("甲一禾", "13800000001", "13900000002", id_number()):
        assert secret not in shown
    waiting = client.post(f"{answer.url}confirm/", follow=True)
    assert Member.objects.count() == 0
    assert waiting["Refresh"] == "2"
    assert f'href="{answer.url}"' in text_of(waiting)
    work()
    done = client.get(answer.url)
    assert Member.objects.count() == 2
    assert "Refresh" not in done
    assert "已用短信邀请 2 人" in text_of(done)
    assert f"{answer.url}confirm/" not in text_of(done)


def test_two_clicks_make_one_task(office):
    client = sign_in(office.liaison)
    answer = upload(client, office, ANN)

    client.post(f"{answer.url}confirm/")
    client.post(f"{answer.url}confirm/")
    work()
    work()

    assert tasks().count() == 1
    assert Member.objects.count() == 1


def test_a_failure_half_way_is_said_on_the_page(office):
    client = sign_in(office.liaison)
    answer = upload(client, office, ANN, BEA)
    client.post(f"{answer.url}confirm/")

    with refusing_second_member(), pytest.raises(ImportFailed):
        work()

    page = text_of(client.get(answer.url))
    assert "导入中途失败。没有写入任何内容。请重新上传文件。" in page
    assert Member.objects.count() == 0


def test_a_lost_import_can_be_started_again_from_its_page(office):
    client = sign_in(office.liaison)
    answer = upload(client, office, ANN)
    client.post(f"{answer.url}confirm/")
    RosterImport.objects.update(confirmed_at=clock.now() - timedelta(minutes=11))

    page = client.get(answer.url)
    assert "Refresh" not in page
    assert "重新开始" in text_of(page)
    client.post(f"{answer.url}confirm/")

    assert tasks().count() == 2
    assert client.get(answer.url)["Refresh"] == "2"


def test_columns_that_are_not_imported_are_named(office):
    client = sign_in(office.liaison)
    titles = [*TITLES, "部门", "备注", "政治面貌"]
    file = io.BytesIO(xlsx([titles, row_of({**ANN, "部门": "办公室", "备注": "新来"}, titles)]))

    page = client.get(upload(client, office, content=file.read()).url)

    notes = page.context["notes"]
    assert [title in note for title, note in zip(titles[-3:], notes, strict=True)] == [True] * 3
    shown = text_of(page)
    assert all(note in shown for note in notes)
    assert page.context["found"].counts["added"] == 1


@pytest.mark.parametrize(
    ("group", "rows"),
    [("refused", 1), ("warned", 1), ("changed", 0), ("added", 2), ("left", 0)],
)
def test_each_group_lists_its_rows(office, group, rows):
    client = sign_in(office.liaison)
    strange = {**BEA, "居住社区": "天边社区"}
    answer = upload(client, office, ANN, strange, {**ANN, "手机号": "138"})

    page = client.get(f"{answer.url}?rows={group}")

    assert len(page.context["page_obj"].object_list) == rows


def test_an_unknown_group_does_not_exist(office):
    client = sign_in(office.liaison)
    answer = upload(client, office, ANN)

    assert client.get(f"{answer.url}?rows=secret").status_code == 404


def test_rows_are_paged_without_more_queries(office):
    client = sign_in(office.liaison)
    many = [{"姓名": f"甲{'一二三四五'[n % 5]}", "手机号": f"138{n:08d}"} for n in range(60)]
    few, lots = upload(client, office, ANN), upload(client, office, *many)

    with CaptureQueriesContext(
        connection,
    ) as small:
        client.get(few.url)
    with CaptureQueriesContext(connection) as large:
        page = client.get(f"{lots.url}?p=2")

    assert len(page.context["page_obj"].object_list) == 10
    assert len(large) <= len(small)


def test_a_file_that_is_no_roster_is_refused_beside_the_field(office):
    client = sign_in(office.liaison)

    page = upload(client, office, content=b"%PDF-1.7", name="a.pdf")

    assert page.context["form"].errors["file"] == ["这是 PDF 文件，请另存为 .xlsx 或 .csv 再上传"]
    assert RosterImport.objects.count() == 0


def test_an_empty_file_is_refused_in_words(office):
    page = upload(sign_in(office.liaison), office, content=b"")

    assert page.context["form"].errors["file"] == ["文件是空的"]


def test_a_discarded_roster_is_gone(office):
    client = sign_in(office.liaison)
    answer = upload(client, office, ANN)

    client.post(f"{answer.url}discard/")

    found = RosterImport.objects.get()
    assert (found.state, found.drafts, found.outcomes) == ("discarded", "", "")
    assert client.post(f"{answer.url}confirm/", follow=True).status_code == 200
    assert Member.objects.count() == 0


def test_the_report_is_masked_and_inert(office):
    client = sign_in(office.liaison)
    answer = upload(client, office, ANN, {**BEA, "姓名": "=乙二"})

    report = client.get(f"{answer.url}report.xlsx")

    assert "no-store" in report.headers["Cache-Control"]
    sheet = load_workbook(io.BytesIO(report.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "138****0001" in [cell.value for cell in cells]
    assert not any("13800000001" in cell.value for cell in cells)


def test_the_empty_list_can_be_taken_home(office):
    form = sign_in(office.liaison).get("/admin/rosters/form.xlsx")

    sheet = load_workbook(io.BytesIO(form.content)).active
    assert [cell.value for cell in sheet[1]][:4] == ["姓名", "性别", "身份证号", "手机号"]


def test_the_list_shows_the_own_units_only(office):
    office.preview(ANN)
    office.preview(BEA, by=office.organiser, unit=office.other_unit)

    own = sign_in(office.liaison).get("/admin/rosters/")
    all_of_them = sign_in(office.organiser).get("/admin/rosters/")

    assert [str(one.unit) for one in own.context["object_list"]] == ["样例市样例局"]
    assert len(all_of_them.context["object_list"]) == 2


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "{pk}/"),
        ("get", "{pk}/report.xlsx"),
        ("post", "{pk}/confirm/"),
        ("post", "{pk}/discard/"),
    ],
)
def test_the_import_of_another_unit_does_not_exist(office, method, address):
    found = office.preview(ANN, by=office.organiser, unit=office.other_unit)
    client = sign_in(office.liaison)

    answer = getattr(client, method)(f"/admin/rosters/{address.format(pk=found.pk)}")

    assert answer.status_code == 404
    found.refresh_from_db()
    assert found.is_waiting
    assert Member.objects.count() == 0


def test_a_unit_that_is_not_ones_own_cannot_be_chosen(office):
    page = upload(sign_in(office.liaison), office, ANN, unit=office.other_unit)

    assert page.context["form"].errors.keys() == {"unit"}
    assert RosterImport.objects.count() == 0


@pytest.mark.parametrize("address", ["", "upload/", "form.xlsx"])
def test_staff_without_the_verb_are_kept_out(office, address):
    answer = sign_in(office.stranger).get(f"/admin/rosters/{address}")

    assert answer.status_code in (302, 403)
    assert "rosters" not in answer.headers.get("Location", "")


def test_an_ended_post_closes_the_desk_on_the_next_request(office):
    client = sign_in(office.liaison)
    answer = upload(client, office, ANN)
    Post.objects.filter(user=office.liaison).update(ends_on="2026-11-20")

    refused = client.post(f"{answer.url}confirm/")

    assert refused.status_code in (302, 403)
    assert Member.objects.count() == 0


@pytest.mark.parametrize("path", ["confirm", "discard"])
def test_reading_an_address_decides_nothing(office, path):
    client = sign_in(office.liaison)
    answer = upload(client, office, ANN)

    assert client.get(f"{answer.url}{path}/").status_code == 405
    assert RosterImport.objects.get().is_waiting
