"""The certificate, and the page on which anyone checks one (Order 67, article 17)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from foundation.identifiers import masked_name
from people.traces import GONE
from volunteering.models import Certificate
from volunteering.views.answering import members_only


@dataclass(frozen=True, slots=True)
class Service:
    """One service as a certificate names it."""

    activity: str
    content: str
    place: str
    starts_at: datetime
    minutes: int
    recorded_by: str
    responsible: str

    @property
    def length(self) -> timedelta:
        """How long it lasted."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says."""

    name: str
    volunteer_number: str
    services: list[Service]

    @property
    def masked_name(self) -> str:
        """The name as strangers see it."""
        if self.name == GONE:
            return self.name
        return masked_name(self.name)


def certified(found: Certificate) -> Certified:
    """Return what was certified, as it was issued."""
    content = json.loads(found.content)
    services = [
        Service(**(entry | {"starts_at": datetime.fromisoformat(entry["starts_at"])}))
        for entry in content["services"]
    ]
    return Certified(content["name"], content["volunteer_number"], services)


def qr_svg(text: str) -> str:
    """Return `text` as a QR code in SVG without any style of its own."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=1, border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 (drawn by us from an address of ours)


@require_safe
@members_only
def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Show a certificate of one's own, ready to print."""
    mine = Certificate.objects.filter(member=request.member)  # type: ignore[attr-defined]
    found = get_object_or_404(mine, pk=certificate_id)
    address = request.build_absolute_uri(reverse("verify", args=[found.code]))
    context = {
        "certificate": found,
        "content": certified(found),
        "address": address,
        "qr": qr_svg(address),
    }
    return render(request, "volunteering/certificate.html", context)


@require_safe
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Say whether a certificate with this code was issued and still holds, names masked."""
    asked = (code or request.GET.get("code", "")).strip().upper().replace(" ", "")
    found = Certificate.objects.filter(code=asked).first() if asked else None
    context = {
        "asked": asked,
        "certificate": found,
        "content": certified(found) if found else None,
    }
    status = 404 if code and found is None else 200
    return render(request, "volunteering/verify.html", context, status=status)
