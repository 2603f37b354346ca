"""What holds in every installation."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.environment import Environment, database_from

ROOT = Path(__file__).resolve().parents[3]
env = Environment()

VAR = Path(env.text("VAR_DIR", str(ROOT / "var")))
# Where numba keeps what it has compiled: the folder of the code may not be writable.
os.environ.setdefault("NUMBA_CACHE_DIR", str(VAR / "compiled"))

INSTALLED_APPS = [
    "config",
    "casework",
    "volunteering",
    "forms_app",
    "cms",
    "people",
    "territory",
    "outbox",
    "wagtail.api.v3",
    "wagtail.api.v2",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.search",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "rest_framework",
    "ninja",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Below static files, which are compressed once. It adds random bytes against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.admin_policy.AdminPolicyMiddleware",
    "config.cross_origin.CrossOriginMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.sign_in.second_factor.SecondFactorMiddleware",
    "people.sign_in.changed_notice.ChangedNoticeMiddleware",
    "cms.office_guard.OfficeGuardMiddleware",
    "config.only_sent.OnlySentMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "config.display.frame",
            ],
        },
    }
]

DATABASES = {"default": database_from(env.text("DATABASE_URL", f"sqlite:///{VAR}/tongxin.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]]
if env.text("REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env.text("REDIS_URL"),
        }
    }
else:
    # A cache in the process would multiply every rate limit by the number of workers.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_entries",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
        # One question to the database is what a rendition costs there; kept here it would be two.
        "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "people.authentication.PostBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "people.sign_in.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.sign_in.forms.SignInForm",
    "request_login_code": "people.sign_in.forms.CodeForm",
    "confirm_login_code": "people.sign_in.forms.TextedCodeForm",
    "verify_phone": "people.sign_in.forms.PhoneCodeForm",
}
MFA_FORMS = {
    "authenticate": "people.sign_in.forms.FactorForm",
    "reauthenticate": "people.sign_in.forms.FactorAgainForm",
    "activate_totp": "people.sign_in.forms.FirstFactorForm",
    "add_webauthn": "people.sign_in.forms.PasskeyForm",
}
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 300
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
# A whole office may share one address: the limits by address are wide, those by account are not.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "request_login_code": "60/m/ip,3/m/key,15/d/key",
    "reset_password": "60/m/ip,3/m/key",
    "verify_phone": "1/30s/key,60/m/ip",
}
# Digits alone: they can be read aloud, and typed on the keys of a phone.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "people.sign_in.authenticators.AuthenticatorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 0
# Many staff have a phone and no e-mail; accounts come by invitation, so nobody can take one
# with an address that is not theirs, which is what the default guards against.
MFA_ALLOW_UNVERIFIED_EMAIL = True
STAFF_SESSION_SECONDS = 12 * 3600
# Days in which somebody who asked to be deleted can still take it back.
# How many zero bits a proof of work begins with where a form is sent by a program; 0 asks for none.
FORM_PROOF_BITS = env.number("FORM_PROOF_BITS", 16)
# How many seconds must lie between opening a form and sending it; 0 asks for none.
FORM_LEAST_SECONDS = env.number("FORM_LEAST_SECONDS", 3)
# Sites that may show our forms in a frame, and pages of theirs that may call the API for forms.
# A font file with Chinese letters for posters; the usual places are looked at without it.
FORM_FONT = env.text("FORM_FONT")
FORM_FRAME_SITES = env.words("FORM_FRAME_SITES")
FORM_API_ORIGINS = env.words("FORM_API_ORIGINS")
WEBHOOK_TRUSTED_HOSTS = env.words("WEBHOOK_TRUSTED_HOSTS")
ERASURE_GRACE_DAYS = env.number("ERASURE_GRACE_DAYS", 15)
SOCIALACCOUNT_ADAPTER = "people.sign_in.social.SocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if env.text("WEIXIN_APP_ID"):
    INSTALLED_APPS += ["allauth.socialaccount.providers.weixin"]
    SOCIALACCOUNT_PROVIDERS["weixin"] = {
        "provider_class": "people.sign_in.weixin.UnionWeixinProvider",
        "APPS": [{"client_id": env.text("WEIXIN_APP_ID"), "secret": env.needed("WEIXIN_SECRET")}],
    }

# Everything that is sent is first written into the outbox; a worker hands it to the transport.
EMAIL_BACKEND = "people.mail.OutboxBackend"
MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
SMS_BACKEND = "people.sms.console.ConsoleSms"
ALIYUN_SMS: dict[str, Any] = {}
REST_FRAMEWORK: dict[str, list[str]] = {
    # Wagtail's v2 API is public and read only; by default it would also try passwords, which
    # knows neither a second factor nor a limit.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [
    ROOT / "site" / "config" / "locale",
    ROOT / "site" / "config" / "admin_catalogue" / "locale",
]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {
    # Wagtail indexes through the default tasks: at once, or a saved page is not found.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "bg": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
if "weixin" in SOCIALACCOUNT_PROVIDERS:
    # The button is a form that is led on to WeChat, which a browser counts as its target.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("https://open.weixin.qq.com")
X_FRAME_OPTIONS = "SAMEORIGIN"
# The editor shows its preview in a frame of the same origin; W019 would forbid that.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_HANDLERS = [
    "config.capped_upload.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The virus scanner that files of forms are shown to, `tcp://host:3310` or `unix:///path`.
CLAMD_URL = env.text("CLAMD_URL")

# Keys as base64 of 32 bytes; the first one seals, every one opens.
SEALING_KEYS: list[str] = []
INDEX_KEY = ""

DEMO_ALLOWED = False

WAGTAIL_SITE_NAME = "同心"
WAGTAIL_PAGE_MODEL = "wagtailcore.Page"
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")
# Where another front end shows drafts, `{token}` in the token's place; empty: our own API.
PREVIEW_URL = env.text("PREVIEW_URL")
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai", "UTC"]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
# At 60 an AVIF looks like the WebP at Wagtail's 80 and is a third lighter; at 80 it is heavier.
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILAPI_LIMIT_MAX = 100

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.request_id.RequestIdFilter"}},
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {
        "out": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["out"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "tongxin.requests": {"level": env.text("REQUEST_LOG_LEVEL", "WARNING")},
    },
}

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search.backend"}}
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILREDIRECTS_AUTO_CREATE = True
