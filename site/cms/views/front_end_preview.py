"""The link with which an editor shows a draft in a front end other than this site's."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.permissions import may_edit_page
from cms.preview import link_for


class FrontEndPreviewView(WagtailAdminTemplateMixin, View):
    """Shows a new link to whoever may edit the page; everybody else is told of no such page."""

    page_title = _("Preview link for another front end")
    header_icon = "link-external"
    template_name = "cms/office/front_end_preview.html"
    page: Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse before anything else."""
        self.page = get_object_or_404(Page, pk=kwargs["page_id"])
        if not may_edit_page(request.user, self.page):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Return which page it is about."""
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way back to the editor."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.edit_url, "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    @property
    def edit_url(self) -> str:
        """Where the page is edited."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make a token and show the link, with the moment at which it ends."""
        link, until = link_for(self.page, request)
        context = self.get_context_data(link=link, until=until, edit_url=self.edit_url)
        return self.render_to_response(context)
