"""What differs between the engines: the trigger that refuses evidence after the outcome."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_MESSAGE = "evidence is dated before the outcome: it cannot be added afterwards"
_LATE = (
    "EXISTS (SELECT 1 FROM decisions_decision WHERE id = NEW.decision_id"
    " AND (decided_at IS NOT NULL AND decided_at <= NEW.made_at OR withdrawn_at IS NOT NULL))"
)


def install_guard(connection: BaseDatabaseWrapper) -> None:
    """Make the trigger, in the place of an older one."""
    remove_guard(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION decisions_evidence_in_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF {_LATE} THEN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';"
                " END IF; RETURN NEW; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER decisions_evidence_in_time BEFORE INSERT OR UPDATE ON decisions_evidence"
                " FOR EACH ROW EXECUTE FUNCTION decisions_evidence_in_time()"
            )
        else:
            for verb in ("INSERT", "UPDATE"):
                cursor.execute(
                    f"CREATE TRIGGER decisions_evidence_in_time_{verb.lower()} BEFORE {verb} ON decisions_evidence"
                    f" WHEN {_LATE} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
                )


def remove_guard(connection: BaseDatabaseWrapper) -> None:
    """Drop the trigger."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS decisions_evidence_in_time ON decisions_evidence")
            cursor.execute("DROP FUNCTION IF EXISTS decisions_evidence_in_time()")
        else:
            for verb in ("insert", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS decisions_evidence_in_time_{verb}")
