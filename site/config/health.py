"""Answers the two questions of a load balancer: alive, and able to work."""

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation import clock
from outbox.models import Message

OUTBOX_LAG = timedelta(minutes=10)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all; touches nothing."""
    del request
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations and cache are in order, 503 with what is not.

    A late outbox is told (`outbox_late`) but does not take the web process out of service.
    """
    del request
    checks = {"database": False, "migrations": False, "cache": False}
    late = None
    try:
        executor = MigrationExecutor(connection)
        checks["database"] = True
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        late = Message.objects.filter(
            state=Message.State.WAITING, available_at__lt=clock.now() - OUTBOX_LAG
        ).exists()
        cache.set("readyz", "1", 10)
        checks["cache"] = cache.get("readyz") == "1"
    except (DatabaseError, OSError) as error:
        checks["error"] = type(error).__name__  # type: ignore[assignment]
    ready = all(checks[name] for name in ("database", "migrations", "cache"))
    return JsonResponse(
        {"ready": ready, **checks, "outbox_late": late}, status=200 if ready else 503
    )
