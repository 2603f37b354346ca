"""The form page of Wagtail's documentation, without mail."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField


class PlainField(AbstractFormField):
    """A question of the page."""

    page = ParentalKey("PlainForm", on_delete=models.CASCADE, related_name="form_fields")


class PlainForm(AbstractForm):
    """The page; its templates are as short as can be, but for thanks in the frame of the site."""

    template = "wagtail_form/plain_form.html"
    landing_page_template = "wagtail_form/kept.html"
