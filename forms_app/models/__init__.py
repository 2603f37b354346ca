"""What exists: forms, their versions and places, what people sent, and who looked at it."""

from forms_app.models.chosen_answer import ChosenAnswer
from forms_app.models.course import Course, CourseEvent
from forms_app.models.draft import Draft
from forms_app.models.export_schedule import ExportFile, ExportSchedule
from forms_app.models.form import Form
from forms_app.models.form_review import FormReview
from forms_app.models.form_version import FormVersion
from forms_app.models.form_visit import FormVisit
from forms_app.models.place_count import PlaceClaim, PlaceCount
from forms_app.models.question_time import QuestionTime
from forms_app.models.saved_view import SavedView
from forms_app.models.seat_draw import SeatDraw, SeatEntry
from forms_app.models.submission import Submission
from forms_app.models.submission_event import SubmissionEvent
from forms_app.models.submission_export import SubmissionExport
from forms_app.models.submission_look import SubmissionLook
from forms_app.models.submission_mark import SubmissionMark
from forms_app.models.try_count import Try, TryCount
from forms_app.models.upload import Upload

__all__ = [
    "ChosenAnswer",
    "Course",
    "CourseEvent",
    "Draft",
    "ExportFile",
    "ExportSchedule",
    "Form",
    "FormReview",
    "FormVersion",
    "FormVisit",
    "PlaceClaim",
    "PlaceCount",
    "QuestionTime",
    "SavedView",
    "SeatDraw",
    "SeatEntry",
    "Submission",
    "SubmissionEvent",
    "SubmissionExport",
    "SubmissionLook",
    "SubmissionMark",
    "Try",
    "TryCount",
    "Upload",
]
