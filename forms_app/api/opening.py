"""What every operation of a filling-in begins with: the language, the limits, the ticket."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from pydantic import Field

from forms_app.actions.count_tries import count_tries
from forms_app.actions.submit import refuse_unless_open
from forms_app.limits import tries_of
from forms_app.models import Form
from forms_app.models.form import OncePer
from forms_app.queries import current_versions
from forms_app.tickets import Ticket, read_ticket
from foundation import clock
from foundation.errors import Invalid, NotAllowed

Name = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
TicketText = Annotated[str, Field(max_length=500)]


def speak(request: HttpRequest) -> None:
    """Answer in the language that is asked for; addresses of the API do not name one."""
    translation.activate(get_language_from_request(request))


def limit(request: HttpRequest, action: str, key: str | None = None) -> None:
    """Count one try of `action`; raises `TooOften`."""
    count_tries(tries_of(request, action, key), now=clock.now())


def refuse_unless_ours(form: Form) -> None:
    """Raise `NotOpen`, or `NotAllowed` for what is filled in signed in, on the site."""
    refuse_unless_open(form, clock.now())
    if form.once_per == OncePer.PERSON:
        raise NotAllowed(_("Please sign in and fill this form in on the site."), code="sign_in")


def opened(slug: str, text: str) -> tuple[Form, Ticket]:
    """Return the form of this name and the ticket of it that `text` is.

    Raises `Http404` where nothing is published, `Invalid` for a ticket that is not of this form.
    """
    current = current_versions().filter(form__slug=slug).first()
    if current is None:
        raise Http404(_("No form of this name is published."))
    ticket = read_ticket(current.form, text)
    if ticket is None:
        raise Invalid(_("The ticket is too old or of another form."), code="ticket_invalid")
    refuse_unless_ours(ticket.version.form)
    return ticket.version.form, ticket
