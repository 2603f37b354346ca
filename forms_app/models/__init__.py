"""What exists: forms, their versions and places, what people sent, and who looked at it."""

from forms_app.models.draft import Draft
from forms_app.models.form import Form
from forms_app.models.form_review import FormReview
from forms_app.models.form_version import FormVersion
from forms_app.models.place_count import PlaceClaim, PlaceCount
from forms_app.models.submission import Submission
from forms_app.models.submission_event import SubmissionEvent
from forms_app.models.submission_export import SubmissionExport
from forms_app.models.submission_look import SubmissionLook
from forms_app.models.submission_mark import SubmissionMark
from forms_app.models.upload import Upload

__all__ = [
    "Draft",
    "Form",
    "FormReview",
    "FormVersion",
    "PlaceClaim",
    "PlaceCount",
    "Submission",
    "SubmissionEvent",
    "SubmissionExport",
    "SubmissionLook",
    "SubmissionMark",
    "Upload",
]
