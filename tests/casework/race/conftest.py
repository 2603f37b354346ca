"""Threads with real connections, all let go at the same moment."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.factories.racing import all_at_once


@pytest.fixture
def race() -> Callable[[Sequence[Callable[[], Any]]], list[Any]]:
    return all_at_once
