"""Plain Python that every package may lean on: no Django, no database."""
