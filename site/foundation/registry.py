"""A folder is a registry: what lies in it is what there is."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def modules_in(package: ModuleType) -> Iterator[ModuleType]:
    """Import and yield every public module of `package`, in the order of their names."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda entry: entry.name):
        if not found.name.startswith("_"):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def classes_in(package: ModuleType, base: type[T]) -> list[type[T]]:
    """Return the concrete subclasses of `base` that the modules of `package` define themselves."""
    return [
        candidate
        for module in modules_in(package)
        for _, candidate in inspect.getmembers(module, inspect.isclass)
        if issubclass(candidate, base)
        and candidate is not base
        and candidate.__module__ == module.__name__
        and not inspect.isabstract(candidate)
    ]
