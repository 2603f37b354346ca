"""How the engine is asked at random: the same questions in every run, however busy the machine."""

from functools import partial

from hypothesis import HealthCheck, settings

steadily = partial(
    settings,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
