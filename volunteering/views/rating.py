"""The private page on which the helped person says what they thought, in large type."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.errors import Refused
from volunteering.actions.rate import rate
from volunteering.models import Rating


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rating_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for stars and a comment; afterwards thank."""
    rating = get_object_or_404(Rating.objects.select_related("shift__need"), token=token)
    comment = ""
    if request.method == "POST":
        stars = request.POST.get("stars", "")
        comment = request.POST.get("comment", "")
        try:
            rate(
                token=token,
                stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else 0,
                comment=comment,
                now=clock.now(),
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            return redirect("rate", token)
    return render(
        request,
        "volunteering/rating.html",
        {"rating": rating, "shift": rating.shift, "comment": comment, "stars": range(5, 0, -1)},
    )
