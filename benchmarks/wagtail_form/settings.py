"""The settings of development with Wagtail's own form page beside ours."""

from config.settings.dev import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.wagtail_form"]  # noqa: F405
ALLOWED_HOSTS = ["*"]
