"""Settings for a first look and for development: SQLite, no services, demo accounts allowed."""

import base64
import hashlib

from config.settings.base import *

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "for-a-first-look-only-never-in-production-0123456789")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DEMO_ALLOWED = True


def _key(purpose: str) -> str:
    return base64.b64encode(hashlib.sha256(f"{purpose}:{SECRET_KEY}".encode()).digest()).decode()


SEALING_KEYS = [_key("seal")]
INDEX_KEY = _key("index")
MAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "tongxin@localhost"
# Static files are served from where they lie: nothing to collect before a first look.
WHITENOISE_USE_FINDERS = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
