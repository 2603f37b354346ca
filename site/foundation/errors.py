"""The situations in which an action says no, so that every door can answer alike."""

from collections.abc import Sequence

from foundation.problems import FieldProblem


class Refused(Exception):
    """An action was refused: `code` is for programs, `message` for the person, with what to do.

    `message` may be a lazily translated string; `params` are the values named in it, `errors` the
    single values that do not hold.
    """

    status = 409
    errors: Sequence[FieldProblem] = ()

    def __init__(self, message: object, *, code: str = "refused", **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """Say it with its values filled in, in the language of the moment."""
        text = str(self.message)
        return text % self.params if self.params else text


class NotAllowed(Refused):
    """The person's posts do not permit this."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or none that this person may know of: the two look the same."""

    status = 404


class Invalid(Refused):
    """What was given does not hold; nothing was written."""

    status = 422


class Busy(Refused):
    """Somebody else holds the row; trying again in a moment will do."""

    status = 409
