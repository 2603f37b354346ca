"""The API of the platform, `/api/v1/`: every package's router, one form of errors."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

import cms.api
import forms_app.api
import territory.api
import volunteering.api
from foundation.errors import Refused
from foundation.problems import CONTENT_TYPE, FieldProblem, Problem, problem
from foundation.strict_json import strictly_read

logger = logging.getLogger(__name__)

DESCRIPTION = """Read the pages, areas, shifts and forms of the platform; fill a form in.

Every error is `application/problem+json` (RFC 9457) with a stable `code`. Lists take `limit` and
`offset` and tell `count`. Times are ISO 8601 with an offset; lengths are metres; no operation here
gives a person's data, except the people to call whom a community publishes, and what a signed-in
member reads of their own.
"""


class StrictParser(Parser):
    """Reads bodies as every other program would: nothing twice, no number beyond numbers."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what the body holds; raises ValueError, which is answered with 400."""
        return strictly_read(request.body)


class TongxinAPI(NinjaAPI):
    """A NinjaAPI whose document says that problems are problem+json."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI document, errors under their own content type."""
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content")
                    if int(status) >= HTTPStatus.BAD_REQUEST and content:
                        content[CONTENT_TYPE] = content.pop("application/json")
                    answer["description"] = HTTPStatus(int(status)).phrase
        return schema


api = TongxinAPI(
    title="Tongxin API",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    servers=[{"url": "/", "description": "This installation"}],
    parser=StrictParser(),
)
api.add_router("/pages", cms.api.router)
api.add_router("/areas", territory.api.router)
api.add_router("/shifts", volunteering.api.router)
api.add_router("/me", volunteering.api.own)
api.add_router("/forms", forms_app.api.router)


def answer_with(request: HttpRequest, found: Problem) -> HttpResponse:
    """Return `found` as the answer to `request`."""
    del request
    return HttpResponse(found.model_dump_json(), status=found.status, content_type=CONTENT_TYPE)


def said(request: HttpRequest, words: object) -> str:
    """Return `words` in the language that is asked for; no address of the API names one."""
    with translation.override(get_language_from_request(request)):
        return str(words)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        FieldProblem(
            where=[str(part) for part in item["loc"]], code=item["type"], message=item["msg"]
        )
        for item in error.errors
    ]
    return answer_with(
        request,
        problem(
            422, code="invalid", detail=said(request, _("Some values do not hold.")), errors=errors
        ),
    )


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer_with(request, problem(404, detail=str(error)))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    # Whose limits cannot be counted, for want of an address, is let in nowhere.
    return answer_with(request, problem(403, detail=str(error)))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    del error
    words = said(request, _("This is more than a request may hold."))
    return answer_with(request, problem(413, detail=words))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    is_unread = error.status_code == HTTPStatus.BAD_REQUEST
    words = said(request, _("The request could not be read.")) if is_unread else str(error)
    return answer_with(request, problem(error.status_code, detail=words))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    found = problem(error.status, code=error.code, detail=str(error), errors=error.errors)
    return answer_with(request, found)


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("api: %s", type(error).__name__, exc_info=error)
    return answer_with(request, problem(500, detail="Something broke here; it has been noted."))
