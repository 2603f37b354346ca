"""Write the API's OpenAPI document where the tests compare it."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from config.api import api


class Command(BaseCommand):
    """`write_openapi`: rewrites the snapshot after a wanted change of the API."""

    help = "Write the OpenAPI document of /api/v1/ into tests/snapshots."

    def handle(self, **options: object) -> None:
        """Write the document."""
        del options
        target = settings.ROOT / "tests" / "snapshots" / "openapi-v1.json"
        document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
        target.write_text(
            json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        self.stdout.write(f"written: {target.relative_to(settings.ROOT)}")
