"""What exists: forms, their published versions, what people sent, and who looked at it."""

from forms_app.models.form import Form
from forms_app.models.form_version import FormVersion
from forms_app.models.submission import Submission
from forms_app.models.submission_look import SubmissionLook

__all__ = ["Form", "FormVersion", "Submission", "SubmissionLook"]
