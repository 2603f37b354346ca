"""The cms app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages, blocks, media, search."""

    name = "cms"
    verbose_name = _("Site pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Wagtail ask posts, not groups, who may edit which pages, pictures and files."""
        from wagtail.admin.views.reports.workflows import (  # noqa: PLC0415 (models are ready now)
            WorkflowReportFilterSet,
        )
        from wagtail.documents import get_document_model  # noqa: PLC0415
        from wagtail.images import get_image_model  # noqa: PLC0415
        from wagtail.models import AbstractPage, Collection, Page  # noqa: PLC0415
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415

        from cms import permissions, preview  # noqa: F401, PLC0415 (the preview's check is known)

        register_permission_policy(AbstractPage, permissions.PostPagePolicy(Page))
        register_permission_policy(Collection, permissions.PostCollectionPolicy(Collection))
        images, documents = get_image_model(), get_document_model()
        # The exact class wins over what Wagtail's own apps register after this one.
        register_permission_policy(
            images,
            permissions.PostMediaPolicy(
                images, auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user"
            ),
            exact_class=True,
        )
        register_permission_policy(
            documents,
            permissions.PostMediaPolicy(
                documents, auth_model="wagtaildocs.Document", owner_field_name="uploaded_by_user"
            ),
            exact_class=True,
        )
        # Wagtail would offer the names of all staff who ever asked for a review, in any area.
        asked_by = WorkflowReportFilterSet.base_filters["requested_by"]
        asked_by.queryset = permissions.people_who_asked
