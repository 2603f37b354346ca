"""Settings for a real installation: everything from the environment, nothing guessed."""

from config.settings.base import *

DEBUG = False
LOGGING = LOGGING | {
    "loggers": LOGGING["loggers"] | {"tongxin.requests": {"level": "INFO"}},
}
DEMO_ALLOWED = False
SECRET_KEY = env.needed("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
env.needed("ALLOWED_HOSTS")
env.needed("DATABASE_URL")
WAGTAILADMIN_BASE_URL = env.needed("BASE_URL")
INDEX_KEY = env.needed("INDEX_KEY")
SEALING_KEYS = env.words("SEALING_KEYS")
env.needed("SEALING_KEYS")
DEFAULT_FROM_EMAIL = env.needed("DEFAULT_FROM_EMAIL")
EMAIL_HOST = env.needed("EMAIL_HOST")
SMS_BACKEND = "people.sms.aliyun.AliyunSms"
ALIYUN_SMS = {
    "endpoint": env.text("ALIYUN_SMS_ENDPOINT", "https://dysmsapi.aliyuncs.com"),
    "key_id": env.needed("ALIYUN_ACCESS_KEY_ID"),
    "key_secret": env.needed("ALIYUN_ACCESS_KEY_SECRET"),
    "sign_name": env.needed("SMS_SIGN_NAME"),
    "templates": {
        "code": env.needed("SMS_TEMPLATE_CODE"),
        "notice": env.needed("SMS_TEMPLATE_NOTICE"),
        "offer": env.text("SMS_TEMPLATE_OFFER"),
        "shift_changed": env.text("SMS_TEMPLATE_SHIFT_CHANGED"),
        "shift_cancelled": env.text("SMS_TEMPLATE_SHIFT_CANCELLED"),
    },
}
env.refuse_if_missing()

EMAIL_PORT = env.number("EMAIL_PORT", 465)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=True)
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True

if env.text("S3_BUCKET"):
    STORAGES = STORAGES | {
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": env.text("S3_BUCKET"),
                "endpoint_url": env.text("S3_ENDPOINT") or None,
                "region_name": env.text("S3_REGION") or None,
                "access_key": env.text("S3_ACCESS_KEY") or None,
                "secret_key": env.text("S3_SECRET_KEY") or None,
                "querystring_auth": True,
                "file_overwrite": False,
            },
        }
    }
