"""Memory that is no longer needed, given back to the system."""

import ctypes

_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """Return what was freed to the system; where the C library knows no such thing, do nothing.

    After large arrays the C library keeps what lies between small blocks that are still in use,
    and the process stays as large as it ever was.
    """
    if _TRIM is not None:
        _TRIM(0)
