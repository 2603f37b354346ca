"""Pictures come in the format that a browser knows best, and nobody waits for it."""

import re
from datetime import timedelta

import pytest

from cms.actions.make_sizes import make_sizes, waiting_sizes
from cms.duties import DUTIES, make_sizes_of_pictures
from cms.models.image import Picture, PictureRendition
from cms.shapes import SHAPES, shown
from tests.factories.pages import add_news, new_picture

SOON = timedelta(minutes=5)


def fresh(picture):
    """Return the picture as the next visitor's page reads it."""
    return Picture.objects.prefetch_related("renditions").get(pk=picture.pk)


def kinds_of(html):
    return re.findall(r'<source type="([\w/]+)"', html)


@pytest.mark.parametrize("name", SHAPES)
def test_the_first_visitor_is_shown_webp_at_once(picture, name):
    html = shown(picture, name, "一棵树")

    assert html.startswith("<img ")
    assert ".webp" in html
    assert 'alt="一棵树"' in html
    assert ('loading="lazy"' in html) is not SHAPES[name].first
    assert set(PictureRendition.objects.values_list("filter_spec", flat=True)) == {
        f"{one}|format-webp" for one in SHAPES[name].filters
    }


def test_later_visitors_may_choose_avif_then_webp_then_jpeg(picture):
    shown(picture, "row", "")

    assert make_sizes(at_most=SOON) == 4

    html = shown(fresh(picture), "row", "")
    assert kinds_of(html) == ["image/avif", "image/webp"]
    assert re.search(r'srcset="\S+\.avif 240w, \S+\.avif 480w" sizes="11rem"', html)
    assert re.search(r'<img src="\S+\.jpg" width="240" height="180" class="item__picture"', html)
    assert html.endswith('alt=""></picture>')


def test_an_avif_is_one(picture):
    shown(picture, "row", "")
    make_sizes(at_most=SOON)

    for rendition in PictureRendition.objects.filter(filter_spec__endswith="avif"):
        with rendition.file.open("rb") as file:
            assert file.read(12)[4:] == b"ftypavif"


def test_making_sizes_again_makes_none(picture):
    shown(picture, "card", "")
    make_sizes_of_pictures()
    before = PictureRendition.objects.count()

    assert make_sizes(at_most=SOON) == 0
    assert PictureRendition.objects.count() == before
    assert make_sizes_of_pictures in DUTIES


def test_no_time_makes_no_sizes(picture):
    shown(picture, "card", "")

    assert make_sizes(at_most=timedelta()) == 0
    assert len(waiting_sizes()) == 3


def test_a_picture_that_is_very_long_stays_webp_and_holds_nobody_up(picture):
    shown(picture, "row", "")
    PictureRendition.objects.filter(filter_spec__contains="480").update(width=480, height=8_334)

    kinds = sorted((size.width, kind) for size, kind in waiting_sizes())
    PictureRendition.objects.filter(width=480).update(height=8_333)
    shorter = sorted((size.width, kind) for size, kind in waiting_sizes())

    assert (480, "avif") not in kinds
    assert (480, "avif") in shorter
    assert len(shorter) == len(kinds) + 1


def test_a_picture_without_its_file_keeps_nobody_else_waiting(picture):
    lost = new_picture()
    for one in (picture, lost):
        shown(one, "row", "")
    lost.file.storage.delete(lost.file.name)

    assert make_sizes(at_most=SOON) == 4
    assert {size.image_id for size, _kind in waiting_sizes()} == {lost.pk}


def test_sizes_round_a_point_that_was_moved_are_left(picture):
    picture.set_focal_point(None)
    shown(picture, "row", "")
    Picture.objects.filter(pk=picture.pk).update(
        focal_point_x=10, focal_point_y=10, focal_point_width=20, focal_point_height=20
    )

    assert waiting_sizes() == []
    assert make_sizes(at_most=SOON) == 0


def test_words_are_escaped(picture):
    assert 'alt="&lt;b&gt; &quot;x&quot;"' in shown(picture, "row", '<b> "x"')


def test_the_api_serves_avif_once_it_is_made(site, client, picture):
    page = add_news(site.home, lead_picture=picture)
    address = f"/api/v1/pages/{page.pk}"

    def types():
        found = client.get(address).json()["lead_picture"]["renditions"]
        return [(size["type"], size["url"].rpartition(".")[2]) for size in found]

    assert types() == [("image/webp", "webp")] * 3
    make_sizes(at_most=SOON)
    assert types() == [("image/avif", "avif")] * 3 + [("image/webp", "webp")] * 3
