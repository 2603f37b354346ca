"""What follows a submission, beside where it is written: a sentence, a drawing, the samples."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from forms_app.engine.course import problems_of_course, sentence_of_course, walked
from forms_app.engine.course_drawing import drawn
from forms_app.engine.definition import Definition
from forms_app.page_trials import TYPESET
from forms_app.words import in_short, language, said


def course_of(definition: Definition, *, in_community: bool) -> dict[str, Any]:
    """Return what the panel and the page of a course show."""
    short = in_short()
    problems = list(problems_of_course(definition, in_community=in_community))
    return {
        "sentence": said(sentence_of_course(definition)),
        "drawing": drawn(definition, language()),
        "walks": []
        if problems
        else [
            {
                "name": sample.get("name", ""),
                "passed": [
                    {
                        "words": found.sentence[short],
                        "is_taken": found.is_taken,
                        "days": found.after.days,
                    }
                    for found in walked(definition, sample)
                ],
            }
            for sample in definition.samples
        ],
        "problems": [problem.say(language()) for problem in problems],
    }


class CoursePanel(Panel):
    """Shows the course of the form as it was last saved."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one form."""

        template_name = "forms_app/desk/course_panel.html"

        def is_shown(self) -> bool:
            """Say whether there is a course to show."""
            return bool(self.instance.pk and self.instance.after)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the course to what the template sees."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            area = self.instance.area
            in_community = area.level == area.Level.COMMUNITY
            definition = self.instance.definition
            context["form_id"] = self.instance.pk
            context["pages"] = [
                {"id": planned.id, "title": planned.settings.get("title") or ""}
                for planned in definition.after
                if planned.step == TYPESET
            ]
            return context | course_of(definition, in_community=in_community)
