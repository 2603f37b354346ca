"""The form of every error that the API answers with: RFC 9457, `application/problem+json`."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from pydantic import BaseModel, Field

CONTENT_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one value: where it stands, and in words."""

    where: list[str] = Field(description="Path to the value, `query`, `path` or `body` first.")
    code: str
    message: str


class Problem(BaseModel):
    """An error: `code` is for programs and stable, `detail` says what to do."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""
    errors: list[FieldProblem] = []


def problem(
    status: int, *, code: str = "", detail: str = "", errors: Iterable[FieldProblem] = ()
) -> Problem:
    """Return the problem for an HTTP `status`; the code is made from its phrase when not given."""
    title = HTTPStatus(status).phrase
    return Problem(
        title=title,
        status=status,
        code=code or title.lower().replace(" ", "_"),
        detail=detail,
        errors=list(errors),
    )


def answers(success: object, *statuses: int) -> Mapping[int, object]:
    """Return the answers of an operation: `success` at 200, a problem at each of `statuses`."""
    return {200: success, **dict.fromkeys(statuses, Problem)}
