"""The organiser's desk for matching, as a browser sees it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from foundation.errors import NotAllowed
from people.models import Post, User
from tests.factories.sessions import sign_in
from tests.volunteering.matching.neighbourhood import HERE, NOW, neighbourhood
from volunteering.actions.carry_out_matching import carry_out_matching
from volunteering.actions.decline_offer import decline_offer
from volunteering.actions.keep_plan import repair_plans
from volunteering.actions.preview_weights import Preview, Tried, middle_of, preview_weights
from volunteering.actions.start_matching import start_matching
from volunteering.models import FreeWindow, MatchRun, Member, Need, Participation
from volunteering.queries.matching_arrays import read_problem
from volunteering.tasks import matching
from volunteering.views.match_runs import in_short

pytestmark = pytest.mark.django_db

WEIGHTS = {"near": 400, "free": 50, "skilled": 200, "rested": 200, "balanced": 150}
TYPED = WEIGHTS | {"day_cap": 1, "rest_minutes": 60}
PARTS = ("offers", "communities", "units", "fairness", "open", "left-out")


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def place():
    built = neighbourhood()
    built.add_members(3)
    built.add_shift(places=2)
    return built


@pytest.fixture
def organiser(place):
    return place.organiser(place.street)


def ready_run(place, organiser):
    run = start_matching(area=place.street, month=date(2026, 12, 1), by=organiser, now=NOW)
    return carry_out_matching(run_id=run.pk, now=NOW)


def test_an_organiser_starts_a_run_and_a_worker_is_asked_to_carry_it_out(place, organiser):
    client = sign_in(organiser)

    answer = client.post(
        "/admin/matching/start/",
        {"area": place.street.pk, "month": "2026-12-01", **TYPED, "near": 300},
    )

    run = MatchRun.objects.get()
    assert answer.url == f"/admin/matching/{run.pk}/"
    assert (run.area, run.started_by, run.weights["near"]) == (place.street, organiser, 300)
    assert DBTaskResult.objects.get().args_kwargs == {"args": [run.pk], "kwargs": {}}
    matching.call(run.pk)
    run.refresh_from_db()
    assert run.state == "ready"


def test_weights_are_tried_out_before_anything_is_written(place, organiser):
    place.add_members(1, home_latitude=HERE[1] + 0.03, travel_metres=8_000)
    Member.objects.filter(pk__in=[member.pk for member in place.members[:3]]).update(
        monthly_shifts=4
    )
    client = sign_in(organiser)

    answer = client.post(
        "/admin/matching/start/",
        {"area": place.street.pk, "month": "2026-12-01", **TYPED, "near": 0, "preview": "1"},
    )

    rows = {str(row["what"]): row for row in answer.context["preview"]}
    assert (rows["有人可请的名额"]["usual"], rows["有人可请的名额"]["change"]) == (2, "—")
    assert rows["离家平均（米）"]["asked"] >= rows["离家平均（米）"]["usual"]
    assert "这样打分会改变什么" in answer.content.decode()
    assert "和通常的打分相比：能排上的名额一样多，平均" in answer.content.decode()
    assert MatchRun.objects.count() == Participation.objects.count() == 0


@pytest.mark.parametrize(
    ("limits", "filled"),
    [
        ({"day_cap": 1, "rest_minutes": 60}, 1),
        ({"day_cap": 2, "rest_minutes": 60}, 2),
        ({"day_cap": 2, "rest_minutes": 121}, 1),
    ],
)
def test_weights_are_tried_out_within_the_limits_of_the_run(limits, filled):
    place = neighbourhood()
    place.add_members(1, monthly_shifts=4)
    for hour in (9, 13):
        place.add_shift(hour=hour)

    answer = sign_in(place.organiser(place.street)).post(
        "/admin/matching/start/",
        {"area": place.street.pk, "month": "2026-12-01", **TYPED, **limits, "preview": "1"},
    )

    row = answer.context["preview"][0]
    assert (row["usual"], row["asked"]) == (filled, filled)


@pytest.mark.parametrize(("born", "filled"), [("2008-12-01", 1), ("2008-12-02", 0)])
def test_weights_are_tried_out_with_the_ages_that_are_asked_for(born, filled):
    place = neighbourhood()
    (member,) = place.add_members(1)
    member.birth_date = born
    member.save()
    Need.objects.filter(pk=place.add_shift().need_id).update(least_age=18)

    found = preview_weights(
        area=place.street,
        month=date(2026, 12, 1),
        weights=WEIGHTS,
        by=place.organiser(place.street),
        now=NOW,
    )

    assert (found.usual.filled, found.asked.filled) == (filled, filled)


@pytest.mark.parametrize(
    ("filled", "metres", "words"),
    [
        (103, 1_400, "和通常的打分相比：能排上的名额 +3%，平均远 0.4 公里。"),
        (99, 750, "和通常的打分相比：能排上的名额 -1%，平均近 0.25 公里。"),
        (100, 1_000, "和通常的打分相比：能排上的名额一样多，平均路程一样远。"),
    ],
)
def test_what_weights_change_is_said_in_one_sentence(filled, metres, words):
    usual = Tried(100, 1_000, 50, 0.1, 0.5)

    with translation.override("zh-hans"):
        said = in_short(Preview(100, usual, replace(usual, filled=filled, mean_metres=metres)))

    assert said == words


def test_a_large_area_is_tried_out_on_its_middle(place):
    place.add_members(3, community=1)
    place.add_shift()
    problem = read_problem(area=place.street, month=date(2026, 12, 1), now=NOW).problem

    middle = middle_of(problem, most=2)

    assert middle_of(problem) is problem
    assert middle.members.count == 2
    assert set(middle.members.y.tolist()) <= set(problem.members.y.tolist())
    assert middle.shifts.count <= problem.shifts.count


def test_weights_are_tried_out_only_in_the_own_area(place):
    with pytest.raises(NotAllowed):
        preview_weights(
            area=place.street,
            month=date(2026, 12, 1),
            weights=WEIGHTS,
            by=place.organiser(place.communities[0]),
            now=NOW,
        )


def test_the_form_offers_only_areas_of_the_own_posts(place):
    client = sign_in(place.organiser(place.communities[0]))

    page = client.get("/admin/matching/start/")
    refused = client.post(
        "/admin/matching/start/", {"area": place.street.pk, "month": "2026-12-01", **TYPED}
    )

    areas = page.context["form"].fields["area"].queryset
    assert list(areas) == [place.communities[0]]
    assert refused.context["form"].errors.keys() == {"area"}
    assert MatchRun.objects.count() == 0


def test_a_second_run_is_refused_with_words(place, organiser):
    client = sign_in(organiser)
    start_matching(area=place.street, month=date(2026, 12, 1), by=organiser, now=NOW)

    answer = client.post(
        "/admin/matching/start/", {"area": place.street.pk, "month": "2026-12-01", **TYPED}
    )

    assert "正在进行" in answer.content.decode()
    assert MatchRun.objects.count() == 1


def test_a_run_under_way_shows_its_stages_and_looks_again(place, organiser):
    run = start_matching(area=place.street, month=date(2026, 12, 1), by=organiser, now=NOW)
    MatchRun.objects.filter(pk=run.pk).update(state="running", stage="solving")

    page = sign_in(organiser).get(f"/admin/matching/{run.pk}/")

    assert page["Refresh"] == "2"
    assert [stage["done"] for stage in page.context["stages"]] == [True, True, *[False] * 4]
    assert [stage["now"] for stage in page.context["stages"]].index(True) == 2


def test_a_run_that_lost_its_worker_says_so_instead_of_waiting_for_ever(place, organiser):
    run = start_matching(area=place.street, month=date(2026, 12, 1), by=organiser, now=NOW)
    MatchRun.objects.filter(pk=run.pk).update(state="running", created_at=NOW - timedelta(hours=1))

    page = sign_in(organiser).get(f"/admin/matching/{run.pk}/")

    assert "Refresh" not in page
    assert "没有完成" in page.content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_a_result_is_shown_with_masked_names(place, organiser, part):
    run = ready_run(place, organiser)

    page = sign_in(organiser).get(f"/admin/matching/{run.pk}/{part}/")

    text = page.content.decode()
    assert page.status_code == 200
    labels = [str(column.label) for column in page.context["table"].columns.values()]
    labels += [str(entry["label"]) for entry in page.context["parts"]]
    assert [label for label in labels if label.isascii()] == []
    assert "林样例" not in text.split("<main", 1)[1]
    assert {
        "offers": "就在家附近（250 米内）；周六上午有空",
        "communities": "样例1社区",
        "units": "样例研究所",
        "fairness": "离家平均",
        "open": "每个名额都有人可请",
        "left-out": "名额给了更合适的人",
    }[part] in text


def test_the_reasons_of_who_is_left_can_be_narrowed(place, organiser):
    place.add_members(1, weekend=False)
    run = ready_run(place, organiser)
    client = sign_in(organiser)

    everybody = client.get(f"/admin/matching/{run.pk}/left-out/")
    keys = [group["key"] for group in everybody.context["groups"]]
    busy = client.get(f"/admin/matching/{run.pk}/left-out/", {"why": keys[1]})

    assert [group["count"] for group in everybody.context["groups"]] == [1, 1]
    assert everybody.context["page_obj"].paginator.count == 2
    assert busy.context["page_obj"].paginator.count == 1


def test_the_list_shows_the_runs_of_the_own_areas_alone(place, organiser):
    run = ready_run(place, organiser)
    outsider = place.organiser(place.elsewhere)

    own = sign_in(organiser).get("/admin/matching/")
    others = sign_in(outsider).get("/admin/matching/")

    assert list(own.context["object_list"]) == [run]
    assert list(others.context["object_list"]) == []


@pytest.mark.parametrize("address", ["", "offers/", "send/", "discard/"])
def test_a_run_elsewhere_does_not_exist(place, organiser, address):
    run = ready_run(place, organiser)
    client = sign_in(place.organiser(place.elsewhere))

    answers = [
        getattr(client, method)(f"/admin/matching/{run.pk}/{address}") for method in ("get", "post")
    ]

    assert {answer.status_code for answer in answers} <= {404, 405}
    assert Participation.objects.filter(state="proposed").count() == 2


@pytest.mark.parametrize("address", ["", "start/", "1/", "1/send/"])
def test_other_staff_have_no_desk_for_matching(place, address):
    client = sign_in(place.organiser(place.street, Post.Role.COMMUNITY_WORKER))

    answer = client.get(f"/admin/matching/{address}")

    assert answer.status_code in (302, 403)
    assert "matching" not in answer.headers.get("Location", "")


def test_offers_are_sent_after_a_look_at_what_that_means(place, organiser):
    run = ready_run(place, organiser)
    client = sign_in(organiser)

    look = client.get(f"/admin/matching/{run.pk}/send/")
    assert (look.context["offers"], look.context["members"]) == (2, 2)
    assert Participation.objects.filter(state="offered").count() == 0
    client.post(f"/admin/matching/{run.pk}/send/")
    client.post(f"/admin/matching/{run.pk}/send/")

    assert Participation.objects.filter(state="offered").count() == 2
    run.refresh_from_db()
    assert run.state == "sent"


def test_a_run_is_set_aside_by_a_post_alone(place, organiser):
    run = ready_run(place, organiser)
    client = sign_in(organiser)

    assert client.get(f"/admin/matching/{run.pk}/discard/").status_code == 405
    assert Participation.objects.count() == 2
    client.post(f"/admin/matching/{run.pk}/discard/")

    assert Participation.objects.count() == 0
    assert "作废" in client.get(f"/admin/matching/{run.pk}/").content.decode()


def test_the_number_of_queries_does_not_grow_with_a_result(
    place, organiser, django_assert_max_num_queries
):
    place.add_members(60)
    for day in (5, 6, 12, 13):
        place.add_shift(day=date(2026, 12, day), hour=15, places=10)
    run = ready_run(place, organiser)
    client = sign_in(organiser)
    client.get("/admin/matching/")

    for address in ("", *(f"{run.pk}/{part}/" for part in PARTS)):
        with django_assert_max_num_queries(25):
            assert client.get(f"/admin/matching/{address}").status_code == 200
    assert User.objects.count() > 60


def test_an_organiser_asks_why_somebody_is_not_planned_and_reads_masked_names(place, organiser):
    run = ready_run(place, organiser)
    shift, member = place.shifts[0], place.members[2]
    client = sign_in(organiser, Client(headers={"accept-language": "zh-hans"}))

    empty = client.get(f"/admin/matching/{run.pk}/ask/")
    near = client.get(f"/admin/matching/{run.pk}/ask/", {"shift": shift.pk})
    places = client.get(f"/admin/matching/{run.pk}/ask/", {"member": member.pk})
    answer = client.get(f"/admin/matching/{run.pk}/ask/", {"shift": shift.pk, "member": member.pk})

    assert empty.status_code == 200
    assert [row["planned"] for row in near.context["near"]] == [True, True, False]
    assert [row["planned"] for row in places.context["near"]] == [False]
    assert answer.context["sentence"].startswith("可以，总分少 ")
    assert [row["member"] for row in answer.context["gone"]] == [place.members[1].user.masked_name]
    assert place.members[1].user.name not in near.content.decode() + answer.content.decode()


def test_somebody_elses_run_cannot_be_asked(place, organiser):
    run = ready_run(place, organiser)
    other = place.organiser(place.elsewhere)

    assert sign_in(other).get(f"/admin/matching/{run.pk}/ask/").status_code == 404


def test_new_proposals_of_a_sent_run_are_sent_by_the_same_button(place, organiser):
    run = ready_run(place, organiser)
    client = sign_in(organiser)
    client.post(f"/admin/matching/{run.pk}/send/")
    declined = Participation.objects.get(member=place.members[0])
    decline_offer(by=place.members[0].user, participation_id=declined.pk, now=NOW)
    repair_plans(now=NOW)

    assert f"/admin/matching/{run.pk}/send/" in client.get(f"/admin/matching/{run.pk}/").text
    client.post(f"/admin/matching/{run.pk}/send/")

    assert Participation.objects.get(member=place.members[2]).state == "offered"


def test_pictures_come_with_their_numbers_and_lead_to_the_people(place, organiser):
    run = ready_run(place, organiser)
    client = sign_in(organiser, Client(headers={"accept-language": "zh-hans"}))

    page = client.get(f"/admin/matching/{run.pk}/pictures/")

    factors = [dot["factor"] for dot in page.context["curve"]["dots"]]
    assert factors == [0.0, 0.5, 1.0, 2.0, 4.0]
    (row,) = page.context["maps"]["rows"]
    assert (row["before"], row["after"]) == (0, 100)
    assert "style=" not in page.text.split("<main")[-1].split("</main")[0]
    offers = client.get(row["url"])
    assert len(offers.context["page_obj"].object_list) == 2
    assert client.get(row["url"] + "1").context["page_obj"].object_list.count() == 2
    unit = f"/admin/matching/{run.pk}/offers/?unit={place.unit.pk}"
    assert "样例研究所" in client.get(unit).context["narrowed"]


def test_two_runs_are_compared_with_what_was_asked_differently(place, organiser):
    first = ready_run(place, organiser)
    second = start_matching(
        area=place.street,
        month=date(2026, 12, 1),
        by=organiser,
        now=NOW + timedelta(minutes=1),
        weights={"near": 100},
    )
    carry_out_matching(run_id=second.pk, now=NOW)
    client = sign_in(organiser, Client(headers={"accept-language": "zh-hans"}))

    page = client.get(f"/admin/matching/{second.pk}/compare/", {"with": first.pk})

    assert page.context["why"] == ["“就近”从 400 分改为 100 分。"]
    assert {row["change"] for row in page.context["figures"]} == {"—"}
    assert client.get(f"/admin/matching/{second.pk}/compare/").context["other"] is None
    other = sign_in(place.organiser(place.elsewhere))
    assert other.get(f"/admin/matching/{second.pk}/compare/").status_code == 404


def test_a_comparison_says_why_and_leads_to_the_people_behind_each_number(place, organiser):
    first = ready_run(place, organiser)
    away = Member.objects.filter(participations__run=first).order_by("pk").last()
    away.free_windows.all().delete()
    FreeWindow.objects.create(member=away, weekday=0, starts_minute=480, ends_minute=720)
    place.add_members(1, weekend=False)
    place.add_shift(places=3)
    second = start_matching(
        area=place.street, month=date(2026, 12, 1), by=organiser, now=NOW + timedelta(minutes=1)
    )
    carry_out_matching(run_id=second.pk, now=NOW)
    client = sign_in(organiser, Client(headers={"accept-language": "zh-hans"}))

    page = client.get(f"/admin/matching/{second.pk}/compare/", {"with": first.pk})

    assert page.context["why"] == [
        "其间成员、班次或答复有变化：读入的成员 +1 · 读入的班次 +1 · 名额 +3。"
    ]
    assert page.context["opened"]["places"] == 3
    assert page.context["opened"]["rows"][0]["why"]
    assert page.context["asked"] == 1
    assert [(group["words"], group["count"]) for group in page.context["left_out"]] == [
        ("没有可去的班次：这个时间没有空", 2)
    ]
    assert page.context["communities"][0]["why"] == "需要的名额 +3"
    links = re.findall(r'href="([^"]+since=[^"]+)"', page.text)
    assert len(links) == 3
    behind = [client.get(link.replace("&amp;", "&")) for link in links]
    assert [len(found.context["page_obj"].object_list) for found in behind] == [1, 2, 1]
    assert "只看和那次相比有变化的" in behind[0].text


def test_a_comparison_reads_as_much_of_many_changes_as_of_few(
    place, organiser, django_assert_max_num_queries
):
    first = ready_run(place, organiser)
    for _ in range(6):
        place.add_shift(places=3)
    place.add_members(12, weekend=False)
    second = start_matching(
        area=place.street, month=date(2026, 12, 1), by=organiser, now=NOW + timedelta(minutes=1)
    )
    carry_out_matching(run_id=second.pk, now=NOW)
    client = sign_in(organiser)

    with django_assert_max_num_queries(40):
        client.get(f"/admin/matching/{second.pk}/compare/", {"with": first.pk})


def test_a_need_that_asks_for_ages_after_the_run_says_that_it_waits_for_the_next(place, organiser):
    ready_run(place, organiser)
    later = place.add_shift(hour=15)
    client = sign_in(place.organiser(place.communities[0], Post.Role.COMMUNITY_WORKER))
    waiting = "要到下一次匹配才会为这些班次找人"

    def page():
        answer = client.get(reverse("need_desk:edit", args=[later.need_id]))
        return answer.content.decode()

    of_any_age = page()
    Need.objects.filter(pk=later.need_id).update(least_age=18)
    asking = page()
    MatchRun.objects.update(state="discarded")
    ready_run(place, organiser)
    after_the_next = page()

    assert waiting not in of_any_age
    assert waiting in asking
    assert waiting not in after_the_next
