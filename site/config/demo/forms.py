"""The demo's forms: published, offered where they help, and one of them already filled in."""

from __future__ import annotations

from datetime import timedelta

from cms.models import Picture
from cms.pages.service import ServicePage
from config.demo.bodies import stored
from config.demo.grids import DISTRICT
from config.demo.media import described, title_of
from config.demo.texts import texts
from config.demo.world import HOME, World
from forms_app.actions.copy_form import use_starter
from forms_app.actions.publish_starter import publish_starter
from forms_app.actions.start_step import start_step
from forms_app.actions.submit import submit
from forms_app.engine.answering import Given, answered
from forms_app.engine.definition import Definition, Purpose
from forms_app.models import Form
from forms_app.places import context_for
from people.models import User
from territory.models import Area

OFFERED_AT = {
    "ask_for_help": ("bath-help", "home-adaptation"),
    "after_school_class": ("four-thirty-class",),
    "aid_device_loan": ("aid-device-loan",),
    "key_steward": ("key-steward-signup",),
    "meal_delivery": ("meal-delivery-signup",),
    "micro_wish": ("wish-adopt",),
    "old_age_allowance": ("elder-allowance",),
    "repair_report": ("old-pipe-repair",),
    "venue_booking": ("public-room-booking",),
    "volunteer_sign_up": ("volunteer-signup",),
}
"""Starters, and the service items whose online slot leads to them."""

FOR_STAFF = ("visit_record", "home_visit_assessment")
"""Starters that only people with a post there open."""

TO_REVIEW = ("lost_and_found", "失物招领")
"""The starter that the home community's editor has asked the street to let out, and its title."""

SHOWN = {
    "轮椅": "aid-wheelchair",
    "拐杖": "aid-cane",
    "助行架": "aid-walker",
    "坐便椅": "aid-commode",
    "护理床": "aid-bed",
}
"""The choices that have a picture above them, and its key: who needs one may not know its name."""

INVENTED = "197555001"
"""How the phones of those who asked begin; they belong to nobody."""


def put_up_forms(world: World) -> str:
    """Publish the form, offer it at some services, and let neighbours have sent it."""
    code = DISTRICT[:4] if world.scale.key == "city" else DISTRICT
    area = Area.objects.get(code=code)
    pictures = _shown()
    forms = {
        key: publish_starter(key=key, area=area, pictures=pictures)
        for key in (*OFFERED_AT, *FOR_STAFF)
    }
    for key, services in OFFERED_AT.items():
        _offer(forms[key], services)
    return f"{len(forms)} 张表单，{_fill_in(forms['ask_for_help'], world)} 份已交"


def _shown() -> dict[str, int]:
    """Return the words of a choice → the number of the picture above it."""
    hung = dict(Picture.objects.values_list("title", "pk"))
    titles = {words: title_of(described()[key]) for words, key in SHOWN.items()}
    return {words: hung[title] for words, title in titles.items() if title in hung}


def ask_for_review(world: World) -> str:
    """Let the home community's editor ask for a review, so that the street finds something."""
    home = Area.objects.filter(code=HOME).first()
    editor = User.objects.filter(username="editor").first()
    if home is None or editor is None:
        return "没有表单等审核"
    key, title = TO_REVIEW
    form = use_starter(by=editor, key=key, area=home, title=title, today=world.today)
    form.get_workflow().start(form, editor)
    return f"“{title}”等街道审核"


def _offer(form: Form, services: tuple[str, ...]) -> None:
    block = ("form", {"form": form.pk, "text": "填好后，社区会给您打电话商量。"})
    for page in ServicePage.objects.filter(slug__in=services):
        page.online = stored([block])
        page.save()


def _fill_in(form: Form, world: World) -> int:
    version = form.current
    if version is None or not Area.objects.filter(code=HOME).exists():
        return 0
    context, received = context_for(form.area), []
    for number, row in enumerate(texts("asked"), 1):
        phone = f"{INVENTED}{number:02d}"
        given = _given(version.definition, row, phone)
        kept = answered(version.definition, given, context)
        asked_at = world.at(world.today + timedelta(days=row["days"]), row["hour"] * 60)
        received.append(
            submit(
                version=version, values=kept.values, key=phone, now=min(asked_at, world.now)
            ).submission
        )
    desk = world.place_of(HOME).desk
    start_step(by=desk, submission_id=received[-1].pk, now=world.now)
    return len(received)


def _given(definition: Definition, row: dict[str, str], phone: str) -> Given:
    answers = {"community": HOME, "consent": "on", "short_text": row["place"], "date": ""}
    purposes = {
        Purpose.WHAT: row["what"],
        Purpose.CONTACT_NAME: row["name"],
        Purpose.CONTACT_PHONE: phone,
    }
    given = {}
    for field in definition.fields:
        if field.type == "choice":
            known = {entry["text"]: entry["id"] for entry in field.options["choices"]}
            given[field.key] = [known[row["kind"]]]
        else:
            given[field.key] = [purposes.get(field.purpose) or answers[field.type]]
    return given
