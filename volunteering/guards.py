"""What the database itself refuses: two shifts of one member at the same time."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

OVERLAP = "participation_no_overlap"
"""The name in the error that either database raises."""

_OCCUPYING = "('confirmed', 'checked_in', 'checked_out', 'left_early', 'attended')"
_TABLE = "volunteering_participation"

# One range holds the member and the minutes, so that a plain GiST index over int8range does it
# and no extension (btree_gist) is needed. AT TIME ZONE makes the expression immutable.
_MINUTES = "(extract(epoch from {column} AT TIME ZONE 'UTC') / 60)::bigint"
_RANGE = (
    "int8range(member_id * 4294967296 + "
    + _MINUTES.format(column="starts_at")
    + ", member_id * 4294967296 + "
    + _MINUTES.format(column="ends_at")
    + ")"
)
_POSTGRESQL = (
    f"ALTER TABLE {_TABLE} ADD CONSTRAINT {OVERLAP} "
    f"EXCLUDE USING gist (({_RANGE}) WITH &&) WHERE (state IN {_OCCUPYING})"
)
_SQLITE = """
CREATE TRIGGER {name}_{when} BEFORE {event} ON {table}
WHEN NEW.state IN {states}
BEGIN
    SELECT RAISE(ABORT, '{name}') WHERE EXISTS (
        SELECT 1 FROM {table} AS other
        WHERE other.member_id = NEW.member_id AND other.id IS NOT NEW.id
        AND other.state IN {states}
        AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
    );
END
"""
_SQLITE_EVENTS = {
    "insert": "INSERT",
    "update": "UPDATE OF state, member_id, starts_at, ends_at",
}


class NoOverlap(Operation):
    """Let no two confirmed or served participations of one member overlap.

    PostgreSQL gets an exclusion constraint, SQLite two triggers. SQLite drops triggers when
    Django remakes the table: a later migration that alters the participation has to begin with
    `NoOverlapAgain` and to end with this operation, which `tests/volunteering/test_guards.py`
    watches.
    """

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in what the models say."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {_TABLE} DROP CONSTRAINT IF EXISTS {OVERLAP}")
            schema_editor.execute(_POSTGRESQL)
            return
        for when, event in _SQLITE_EVENTS.items():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {OVERLAP}_{when}")
            schema_editor.execute(
                _SQLITE.format(
                    name=OVERLAP, when=when, event=event, table=_TABLE, states=_OCCUPYING
                )
            )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {_TABLE} DROP CONSTRAINT IF EXISTS {OVERLAP}")
            return
        for when in _SQLITE_EVENTS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {OVERLAP}_{when}")

    def describe(self) -> str:
        """Say what the operation does, for `migrate` and `sqlmigrate`."""
        return "Let no two participations of one member overlap"


class NoOverlapAgain(NoOverlap):
    """Put the guard back when the migration that begins with this is reversed.

    On the way forward it does nothing: there `NoOverlap` at the end does it.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Leave the guard of before as it is."""

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what the operation does, for `migrate` and `sqlmigrate`."""
        return "Going back, let no two participations of one member overlap again"
