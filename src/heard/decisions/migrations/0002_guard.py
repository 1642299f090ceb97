"""No evidence after the outcome (sql.py)."""

from typing import Any

from django.db import migrations

from heard.decisions import sql


def install(_apps: Any, schema_editor: Any) -> None:
    """Make the trigger."""
    sql.install_guard(schema_editor.connection)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Drop the trigger."""
    sql.remove_guard(schema_editor.connection)


class Migration(migrations.Migration):
    """The trigger on evidence."""

    dependencies = [("decisions", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
