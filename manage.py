#!/usr/bin/env python
"""Run one of the project's commands from any folder, installed or not."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (after sys.path)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
