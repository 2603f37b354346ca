"""The installation's keys, read once from the settings: one set seals, another one finds again."""

from functools import cache

from django.conf import settings

from foundation.sealing import BlindIndex, Sealer


@cache
def sealer() -> Sealer:
    """Return what seals and opens personal data in this installation."""
    return Sealer(settings.SEALING_KEYS)


@cache
def blind_index() -> BlindIndex:
    """Return what makes the digests by which sealed values are found."""
    return BlindIndex(settings.INDEX_KEY)
