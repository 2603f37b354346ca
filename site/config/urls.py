"""Every address of the site, in the order in which they are tried."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api as preview_api
from wagtail.documents import urls as wagtaildocs_urls

from cms.search.views import search
from config.api import api
from config.content_api import content_api
from config.display import brand_css, display_mode, favicon
from config.health import healthz, readyz
from people.entrances import entrances

urlpatterns = [
    path("", include("cms.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", api.urls),
    path("api/v2/", content_api.urls),
    path("api/v3/", preview_api.urls),
    *entrances,
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("display/", display_mode, name="display_mode"),
    path("brand.css", brand_css, name="brand_css"),
    path("favicon.ico", favicon, name="favicon"),
]

if settings.DEMO_ALLOWED:
    from config.media import media
    from config.patterns import patterns

    urlpatterns += [
        path("patterns/", patterns, name="patterns"),
        path("media/<path:path>", media, name="media"),
    ]

urlpatterns += i18n_patterns(
    path("", include("people.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("volunteering.urls")),
    path("", include("forms_app.urls")),
    path("search/", search, name="search"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
