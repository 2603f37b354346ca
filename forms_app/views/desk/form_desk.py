"""The screens of one form beside its editor: trying it and its pages out, translating it."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _l
from wagtail.admin.viewsets.base import ViewSet

from forms_app.views.desk.drawing import draw_page
from forms_app.views.desk.page_preview import try_page
from forms_app.views.desk.translating import translate
from forms_app.views.desk.trying import change_sample, draft_areas, draft_document, try_form


class FormDesk(ViewSet):
    """Their addresses."""

    name = "form_desk"
    url_prefix = "form-desk"
    icon = "form"
    menu_label = _l("Forms")
    add_to_admin_menu = False

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses."""
        return [
            path("<int:form_id>/try/", try_form, name="try"),
            path("<int:form_id>/document/", draft_document, name="document"),
            path("<int:form_id>/areas/", draft_areas, name="areas"),
            path("<int:form_id>/samples/", change_sample, name="samples"),
            path("<int:form_id>/pages/<str:key>/", try_page, name="page"),
            path("<int:form_id>/draw/", draw_page, name="draw"),
            path("<int:form_id>/translate/<slug:code>/", translate, name="translate"),
        ]
