"""Wagtail's own ways in, closed: they stand before Wagtail's addresses, in every language."""

from django.urls import path

from people.sign_in import views as sign_in

entrances = [
    path("admin/login/", sign_in.to_sign_in),
    path("admin/password_reset/", sign_in.closed),
    path("admin/password_reset/<path:rest>", sign_in.closed),
    path("_util/login/", sign_in.to_sign_in),
    path("en/_util/login/", sign_in.to_sign_in),
]
"""Wagtail's own sign-in pages: they know no second factor and no limit, so they are shadowed."""
