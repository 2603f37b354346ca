"""What exists in casework, one model per file."""

from casework.models.case import Case
from casework.models.case_entry import CaseEntry
from casework.models.case_look import CaseLook

__all__ = ["Case", "CaseEntry", "CaseLook"]
