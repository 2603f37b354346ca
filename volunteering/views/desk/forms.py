"""The forms of the desk: a need, its shifts, a message, a correction."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.clock import CITY_TIME
from people.models import User
from people.office.area_chooser import AreaChooserViewSet
from people.permissions import Verb
from territory.models import Area
from volunteering.actions.add_shifts import MOST_PLACES, ShiftContent
from volunteering.actions.message_participants import LONGEST as LONGEST_MESSAGE
from volunteering.actions.post_need import NeedContent
from volunteering.models import Need, Shift, Skill

WEEKS_AT_MOST = 26
need_area_chooser = AreaChooserViewSet(
    "need_area_chooser",
    url_prefix="areas/choose-for-need",
    verb=Verb.EDIT_NEEDS,
    levels=(Area.Level.COMMUNITY,),
    choose_one_text=_("Choose a community"),
    choose_another_text=_("Choose another community"),
)


class NeedForm(forms.Form):
    """What a need says."""

    area: forms.Field = forms.ModelChoiceField(Area.objects.none(), label=_("Community"))
    title = forms.CharField(label=_("Title"), max_length=60)
    what = forms.CharField(
        label=_("What is to be done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As you would tell a neighbour: what, for whom, what to bring."),
    )
    category = forms.CharField(label=_("Category"), max_length=40, required=False)
    risk_note = forms.CharField(
        label=_("What to look out for"),
        max_length=200,
        required=False,
        help_text=_("Members read it before they sign up."),
    )
    contact_name = forms.CharField(
        label=_("Contact"),
        max_length=60,
        required=False,
        help_text=_("Kept sealed; not shown on the pages."),
    )
    contact_phone = forms.CharField(label=_("Phone of the contact"), max_length=30, required=False)
    required_skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(),
        label=_("Required skills"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only members who have them all can sign up."),
    )
    welcome_skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(),
        label=_("Welcome skills"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    least_age = forms.IntegerField(
        label=_("From the age of"),
        required=False,
        min_value=0,
        max_value=120,
        help_text=_("Only where the work asks for it; who has not told their age is left out."),
    )
    most_age = forms.IntegerField(
        label=_("Up to the age of"), required=False, min_value=0, max_value=120
    )
    by_approval = forms.BooleanField(
        label=_("I confirm each sign-up myself"),
        required=False,
        help_text=_("For visits to people's homes and other work of trust."),
    )

    def __init__(self, *args: Any, person: User, need: Need | None = None, **kwargs: Any) -> None:
        if need is not None:
            kwargs.setdefault("initial", _initial(need))
        super().__init__(*args, **kwargs)
        skills = Skill.objects.order_by("category", "bit")
        self.fields["required_skills"].queryset = skills  # type: ignore[attr-defined]
        self.fields["welcome_skills"].queryset = skills  # type: ignore[attr-defined]
        if need is not None:
            del self.fields["area"]
            return
        self.fields["area"] = need_area_chooser.field(person, label=_("Community"))

    def content(self) -> NeedContent:
        """Return what was typed, as the action takes it."""
        typed = self.cleaned_data
        return NeedContent(
            title=typed["title"],
            what=typed["what"],
            category=typed["category"],
            risk_note=typed["risk_note"],
            contact_name=typed["contact_name"],
            contact_phone=typed["contact_phone"],
            by_approval=typed["by_approval"],
            least_age=typed["least_age"],
            most_age=typed["most_age"],
            required_skills=[skill.pk for skill in typed["required_skills"]],
            welcome_skills=[skill.pk for skill in typed["welcome_skills"]],
        )


def _initial(need: Need) -> dict[str, Any]:
    skills = list(need.need_skills.values_list("skill_id", "required"))
    return {
        "title": need.title,
        "what": need.what,
        "category": need.category,
        "risk_note": need.risk_note,
        "contact_name": need.contact_name,
        "contact_phone": need.contact_phone,
        "by_approval": need.by_approval,
        "least_age": need.least_age,
        "most_age": need.most_age,
        "required_skills": [skill for skill, required in skills if required],
        "welcome_skills": [skill for skill, required in skills if not required],
    }


class _NativeDate(forms.DateInput):
    """The browser's own date field: no script, right on a phone."""

    input_type = "date"

    def format_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class _NativeTime(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def format_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class ShiftForm(forms.Form):
    """One shift, or the same one for several weeks."""

    day = forms.DateField(label=_("Day"), widget=_NativeDate)
    starts = forms.TimeField(label=_("From"), widget=_NativeTime)
    ends = forms.TimeField(label=_("Until"), widget=_NativeTime)
    place = forms.CharField(label=_("Where to meet"), max_length=100)
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=MOST_PLACES, initial=4)
    weeks = forms.IntegerField(
        label=_("How many weeks"),
        min_value=1,
        max_value=WEEKS_AT_MOST,
        initial=1,
        help_text=_("The same time every week; 1 for once."),
    )

    def __init__(self, *args: Any, shift: Shift | None = None, **kwargs: Any) -> None:
        if shift is not None:
            begin, end = (
                moment.astimezone(CITY_TIME) for moment in (shift.starts_at, shift.ends_at)
            )
            kwargs.setdefault(
                "initial",
                {
                    "day": begin.date(),
                    "starts": begin.time(),
                    "ends": end.time(),
                    "place": shift.place,
                    "places": shift.places,
                },
            )
        super().__init__(*args, **kwargs)
        if shift is not None:
            del self.fields["weeks"]

    def contents(self) -> list[ShiftContent]:
        """Return the shifts that were typed, one for each week."""
        typed = self.cleaned_data
        day: date = typed["day"]
        return [
            ShiftContent(
                starts_at=_moment(day + timedelta(weeks=week), typed["starts"]),
                ends_at=_moment(day + timedelta(weeks=week), typed["ends"]),
                place=typed["place"],
                places=typed["places"],
            )
            for week in range(typed.get("weeks") or 1)
        ]


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, CITY_TIME)


class ReasonForm(forms.Form):
    """Why something is done: those concerned read it, or the log keeps it."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class BlockForm(forms.Form):
    """Why a community places a member no more; nobody reads it without a trace."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Kept sealed. The member learns that it was said, not why, and can object; it is "
            "looked at again within a year."
        ),
    )


class ReviewForm(forms.Form):
    """What the member is told when a block was looked at again."""

    answer = forms.CharField(
        label=_("Answer to the member"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, answered: bool, **kwargs: Any) -> None:
        """An objection has to be answered in words."""
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = answered


class MessageForm(forms.Form):
    """Words to those who come."""

    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Goes to everybody who has a place or an open offer, into their own box."),
    )


class AnswerForm(forms.Form):
    """The answer to an objection: other minutes, or it stays."""

    minutes = forms.IntegerField(label=_("Minutes served"), min_value=0, max_value=1440)
    answer = forms.CharField(
        label=_("Answer to it"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
