"""Addresses of the cms that are no pages."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from cms.views.robots import robots

urlpatterns = [
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
]
