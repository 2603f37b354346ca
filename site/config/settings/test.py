"""Settings for the tests: quick hashes, plain static files, mail kept in memory."""

from config.environment import database_from
from config.settings.dev import *

SECRET_KEY = "only-for-tests-0123456789-0123456789-0123456789"  # noqa: S105 (a test's own key)
DATABASES = {"default": database_from(env.text("DATABASE_URL", f"sqlite:///{VAR}/test.sqlite3"))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
# Tests fill forms in faster than people; those that ask after the least time set their own.
FORM_LEAST_SECONDS = 0
MEDIA_ROOT = VAR / "test-media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# WhiteNoise warns when the folder is not there, and warnings are errors.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
