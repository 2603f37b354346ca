"""The addresses of people; they stand before Wagtail's and allauth's, some of which they close."""

from django.urls import path

from people import views
from people.sign_in import forgotten
from people.sign_in import views as sign_in

entrances = [
    path("admin/login/", sign_in.to_sign_in),
    path("admin/password_reset/", sign_in.closed),
    path("admin/password_reset/<path:rest>", sign_in.closed),
    path("_util/login/", sign_in.to_sign_in),
    path("en/_util/login/", sign_in.to_sign_in),
]
"""Wagtail's own sign-in pages: they know no second factor and no limit, so they are shadowed."""

urlpatterns = [
    *entrances,
    path("accounts/2fa/totp/activate/", sign_in.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("accounts/2fa/webauthn/add/", sign_in.SetUpPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "accounts/password/reset/",
        forgotten.ForgottenPasswordView.as_view(),
        name="account_reset_password",
    ),
    path("me/account/password/", forgotten.new_password, name="new_password"),
    path("activate/", views.activate_start, name="activate"),
    path("activate/consent/", views.consent, name="activate_consent"),
    path("me/account/", views.account, name="my_account"),
    path("me/account/export/", views.export, name="my_export"),
    path("me/account/consents/<int:pk>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
    path("me/account/sms/", views.sms_notices, name="sms_notices"),
    path("me/account/delete/", views.delete_account, name="delete_account"),
]
