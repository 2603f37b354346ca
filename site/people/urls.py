"""The addresses of people; they stand before allauth's, some of which they replace."""

from django.urls import path

from people import views
from people.sign_in import forgotten
from people.sign_in import views as sign_in

urlpatterns = [
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
