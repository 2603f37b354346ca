"""The settings of production with Wagtail's own form page beside ours."""

import base64
import os
from pathlib import Path

HOST = "forms.example.org"
os.environ |= {
    "ALLOWED_HOSTS": HOST,
    "BASE_URL": f"https://{HOST}",
    "SECRET_KEY": "only-for-measuring-0123456789-0123456789-0123456789",
    "INDEX_KEY": base64.b64encode(b"i" * 32).decode(),
    "SEALING_KEYS": base64.b64encode(b"s" * 32).decode(),
    "DEFAULT_FROM_EMAIL": f"forms@{HOST}",
    "EMAIL_HOST": "127.0.0.1",
    "ALIYUN_ACCESS_KEY_ID": "none",
    "ALIYUN_ACCESS_KEY_SECRET": "none",
    "SMS_SIGN_NAME": "none",
    "SMS_TEMPLATE_CODE": "none",
    "SMS_TEMPLATE_NOTICE": "none",
    # What the server checks is the same; only the browser's part, which is not measured, is short.
    "FORM_PROOF_BITS": "8",
}

from config.settings.production import *  # noqa: E402, F403 (it reads the environment)

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.wagtail_form"]  # noqa: F405
# Static files lie with the proxy: no page of either has to find out under which digest.
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# Both write their line for each request, to nowhere.
LOGGING["handlers"]["out"]["stream"] = Path(os.devnull).open("w")  # noqa: F405, SIM115 (stays open)
