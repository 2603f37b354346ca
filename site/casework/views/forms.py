"""The forms of the desk: a case, who takes care, a note, the answer, taking it up again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.actions.close_case import LONGEST_OUTCOME
from casework.actions.note_case import LONGEST_NOTE
from casework.actions.open_case import CaseContent
from casework.actions.reopen_case import LONGEST_REASON as LONGEST_AGAIN
from casework.actions.reveal_case import LONGEST_REASON
from casework.models import Case
from casework.queries.desk import colleagues_for
from casework.terms import MOST_DAYS, USUAL_DAYS
from foundation import clock
from people.models import User
from people.office.area_chooser import AreaChooserViewSet, areas_to_choose
from people.permissions import Verb
from territory.models import Area

case_area_chooser = AreaChooserViewSet(
    "case_area_chooser",
    url_prefix="areas/choose-for-case",
    verb=Verb.EDIT_NEEDS,
    levels=(Area.Level.STREET, Area.Level.COMMUNITY, Area.Level.GRID),
)
BY_HAND = (Case.Origin.CALL, Case.Origin.VISIT)


class CaseForm(forms.Form):
    """A case that a worker opens by hand."""

    area: forms.Field = forms.ModelChoiceField(Area.objects.none(), label=_("Area"))
    origin = forms.ChoiceField(
        label=_("How it came in"), choices=[(one.value, one.label) for one in BY_HAND]
    )
    kind = forms.CharField(
        label=_("What kind of matter"),
        max_length=20,
        help_text=_("In a word or two, the same for the same: repairs, noise, parking."),
    )
    title = forms.CharField(
        label=_("Title of the case"),
        max_length=60,
        help_text=_("By what colleagues know it in the list; no names, no phone numbers."),
    )
    what = forms.CharField(
        label=_("What is asked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    days = forms.IntegerField(
        label=_("To be answered within (working days)"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
    )
    contact_name = forms.CharField(
        label=_("Who asks"),
        max_length=60,
        required=False,
        help_text=_("Name, phone and address are kept sealed; whoever looks says why."),
    )
    contact_phone = forms.CharField(label=_("Phone to call back"), max_length=30, required=False)
    contact_address = forms.CharField(label=_("Address to come to"), max_length=200, required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = case_area_chooser.field(
            person, label=_("Area"), initial=_usual(person)
        )

    def content(self) -> CaseContent:
        """Return what was typed."""
        typed = {
            key: value for key, value in self.cleaned_data.items() if key not in {"area", "origin"}
        }
        return CaseContent(**typed)


def _usual(person: User) -> Area | None:
    """Return the community that somebody answers for, None for who answers for wider places."""
    first = areas_to_choose(person, Verb.EDIT_NEEDS, case_area_chooser.levels).first()
    return first if first is not None and first.level == Area.Level.COMMUNITY else None


class GiveForm(forms.Form):
    """Which colleague takes care."""

    to = forms.ModelChoiceField(
        queryset=None, label=_("Give it to"), empty_label=_("Choose a colleague")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues_for(case, clock.today())


class CaseNoteForm(forms.Form):
    """What colleagues should know."""

    words = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whom you called, what was said, what comes next. Only colleagues read it."),
    )


class CallBackForm(forms.Form):
    """What was said when somebody asked afterwards how it was."""

    words = forms.CharField(
        label=_("What they said"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whether it is really settled and how they find it. Only colleagues read it."),
    )


class OutcomeForm(forms.Form):
    """What came of it, for the resident."""

    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=LONGEST_OUTCOME,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The resident reads exactly this. If it was not taken on: why, and who else can help."
        ),
    )


class AgainForm(forms.Form):
    """Why it is taken up again."""

    reason = forms.CharField(
        label=pgettext_lazy("of a case", "Why again?"),
        max_length=LONGEST_AGAIN,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only colleagues read it. The resident reads that it was taken up again."),
    )


class LookForm(forms.Form):
    """Why somebody needs to see whom to call."""

    reason = forms.CharField(
        label=_("Why do you need it?"),
        max_length=LONGEST_REASON,
        help_text=_("“To call back”, say. Every look is kept on record."),
    )
