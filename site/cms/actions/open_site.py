"""Opens a site: its home page and the lists below it."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page, Site

from cms.actions.skeleton import HOME_LISTS, add_lists
from cms.models import AreaPlace
from cms.pages.home import HomePage
from territory.models import Area

HOME_SLUG = "home"


@transaction.atomic
def open_site(*, title: str, area: Area | None = None, hostname: str = "localhost") -> HomePage:
    """Make the home page and its lists the default site, and return it; again changes nothing.

    Wagtail's own first page goes. The home page becomes the place of `area`, when one is given.
    """
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        home = root.add_child(instance=HomePage(title=title, slug=HOME_SLUG + "-new"))
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.site_name, site.root_page = hostname, title, home
    site.save()
    for stock in Page.objects.filter(depth=2).exclude(pk=home.pk):
        if stock.content_type.model_class() is Page and not stock.numchild:
            stock.delete()
    if home.slug != HOME_SLUG:
        home = HomePage.objects.get(pk=home.pk)
        home.slug = HOME_SLUG
        home.save()
    add_lists(home, HOME_LISTS)
    if area is not None:
        AreaPlace.objects.get_or_create(area=area, defaults={"page": home.page_ptr})
    return HomePage.objects.get(pk=home.pk)
