"""Opens a community's corner of the site: its page, the lists below it, its media, its place."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from cms.actions.skeleton import COMMUNITY_LISTS, add_lists
from cms.models import AreaPlace
from cms.pages.community import CommunityPage
from cms.pages.community_index import CommunityIndexPage
from foundation import text
from foundation.errors import NotAllowed
from people.permissions import Verb, may
from territory.models import Area


@transaction.atomic
def open_place(
    *, area: Area, parent: CommunityIndexPage, by: object = None, live: bool = True
) -> CommunityPage:
    """Return the page of a community, made with its lists, its collection and its place.

    Asking again returns what there is. `by` is who asks; None is the installation itself.
    Raises `NotAllowed` when that person may not publish in the area.
    """
    if by is not None and not may(by, Verb.PUBLISH_PAGES, area):
        raise NotAllowed(_("Your posts do not let you open pages for this area."))
    found = CommunityPage.objects.filter(area=area).first()
    if found is None:
        found = parent.add_child(
            instance=CommunityPage(
                title=area.short_name or area.name,
                slug=_free_slug(area, parent),
                area=area,
                live=live,
            )
        )
    add_lists(found, COMMUNITY_LISTS)
    place = AreaPlace.objects.filter(area=area).first()
    if place is None:
        AreaPlace.objects.create(
            area=area, page=found.page_ptr, collection=_collection(area, found.title)
        )
    return CommunityPage.objects.get(pk=found.pk)


def _free_slug(area: Area, parent: CommunityIndexPage) -> str:
    """Return the name in pinyin; two communities of one name differ by their code."""
    slug = text.slug(area.short_name or area.name)
    taken = parent.get_children().filter(slug=slug).exists()
    return f"{slug}-{area.code}" if taken or not slug else slug


def _collection(area: Area, name: str) -> Collection:
    above = AreaPlace.objects.exclude(collection=None).filter(
        area__path__in=[area.path_at(depth) for depth in range(1, area.depth)]
    )
    nearest = above.order_by("-area__depth").select_related("collection").first()
    root = Collection.get_first_root_node()
    parent = (nearest.collection if nearest else None) or root
    return parent.add_child(instance=Collection(name=name))
