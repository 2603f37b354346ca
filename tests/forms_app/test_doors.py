"""What a worker starts with the button is decided here and carried out by a package above."""

import inspect

from forms_app.engine.step import steps
from forms_app.starting import FormStep, form_steps, home_of
from people.models import User

OFFERED = ("start", "address", "is_over", "thanking", "standing")


def test_every_step_with_a_button_is_offered_by_a_package_and_every_offer_has_its_step():
    by_button = {key for key, step in steps().items() if step.by_button}

    assert set(form_steps()) == by_button
    assert "raise_need" in by_button


def test_where_somebody_lives_is_asked_of_every_package(db):
    assert home_of(User.objects.create_user(name="林样例")) is None


def test_every_offer_answers_all_that_the_door_asks():
    for key, offer in form_steps().items():
        assert offer.key == key
        for name in OFFERED:
            asked = inspect.signature(getattr(FormStep, name)).parameters
            given = inspect.signature(getattr(offer, name)).parameters
            assert list(given) == [one for one in asked if one != "self"]
