"""Files that people send: taken for what they are inside, cleaned, or refused with a reason."""

from forms_app.engine.inspecting.inspection import Inspected, inspect
from forms_app.engine.inspecting.refusals import Unsafe

__all__ = ["Inspected", "Unsafe", "inspect"]
