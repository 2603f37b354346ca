"""For whom each address is: every route of the site stands here, or the build fails.

The first pattern that matches a whole route counts. A new screen adds its line here, and the
attack of `test_entrances` walks it with every role.
"""

from dataclasses import dataclass

PUBLIC, SIGNED_IN, STAFF, OPERATOR = "public", "signed in", "staff", "operator"
"""Everybody; whoever has an account; whoever may enter the office; the operator alone.

`STAFF` screens show each post its own places: the attack proves it, not this table.
"""


@dataclass(frozen=True)
class Audience:
    """Routes that match `pattern` (a regular expression) are for `who`."""

    pattern: str
    who: str


AUDIENCES = [
    # The operator's: Wagtail's own users, groups, sites and settings.
    Audience(r"admin/(users|groups|sites|collections|redirects|searchpicks|locales)/.*", OPERATOR),
    Audience(r"admin/form-(rules|desk)/.*", STAFF),
    Audience(r"admin/snippets/forms_app/form/.*", STAFF),
    Audience(r"admin/(settings|snippets)/(?!choose).*", OPERATOR),
    Audience(r"admin/workflows/(tasks/.*|list/|add/|enable/.*|disable/.*|edit/.*)", OPERATOR),
    Audience(r"admin/(api/main/(images|documents)|forms|pages/usage)/.*", OPERATOR),
    Audience(r"admin/reports/(site-history|page-types-usage)/.*", OPERATOR),
    Audience(r"admin/workflows/(remove/.*|usage/.*|task_chooser/.*|page_.*)?", OPERATOR),
    # The office's entrances: shadowed, closed, or open to say good-bye.
    Audience(r"admin/(login|password_reset|logout)/.*", PUBLIC),
    Audience(r"admin/(sprite|jsi18n|test404|failwhale)/.*", PUBLIC),
    # The office.
    Audience(r"admin/.*", STAFF),
    # One's own account, and what one does as a neighbour or member.
    Audience(r"activate/consent/", SIGNED_IN),
    Audience(r"me/.*", SIGNED_IN),
    Audience(r"accounts/(email|password/change|password/set|phone/change)/", SIGNED_IN),
    Audience(r"accounts/(reauthenticate|sessions)/", SIGNED_IN),
    Audience(r"accounts/2fa/(reauthenticate|totp|recovery-codes|webauthn/(?!login)).*", SIGNED_IN),
    Audience(r"accounts/2fa/(webauthn/)?", SIGNED_IN),
    Audience(r"accounts/(3rdparty/|social/connections/)", SIGNED_IN),
    Audience(r"shifts/<int:shift_id>/sign-up/", SIGNED_IN),
    Audience(r"participations/.*", SIGNED_IN),
    Audience(r"check-in/.*", SIGNED_IN),
    # Signing in.
    Audience(r"(accounts|activate|(en/)?_util)/.*", PUBLIC),
    Audience(r"api/v1/me/.*", SIGNED_IN),
    # The API: what it serves is public; what writes asks for a token and is tried below.
    Audience(r"api/v[12]/.*", PUBLIC),
    Audience(r"api/v3/.*", PUBLIC),
    # The site.
    Audience(r"(forms|shifts|rate|verify|feeds)/.*", PUBLIC),
    Audience(r"(search|documents|display|patterns|media)/.*", PUBLIC),
    Audience(
        r"(healthz|readyz|sitemap\.xml|robots\.txt|brand\.css|favicon\.ico|site\.webmanifest)",
        PUBLIC,
    ),
    Audience(r"\(\(\?:.*", PUBLIC),
]
