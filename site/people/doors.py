"""The doors of this package: what upper packages offer it in files with fixed names."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from django.apps import apps


def offered(door: str, name: str) -> Iterator[Any]:
    """Yield what each installed app offers as `name` in its module `door`, if it has one.

    The doors: `activations.activated(user=, now=)` and `activations.withdrawn(user=, now=)`, called
    inside the transaction; `exports.own_data(user)`, what the app keeps of a person;
    `erasures.erased(user=, traces=, now=)`, which forgets a person inside the transaction;
    `people_in_scope.counted_in(scope, units)`, the filter on users whom it counts in there.
    """
    for config in apps.get_app_configs():
        module = f"{config.name}.{door}"
        if find_spec(module):
            yield getattr(importlib.import_module(module), name)
