"""The triggers by which both databases refuse to change what was recorded (sql.py; renewed after every migrate)."""

from typing import Any

from django.db import migrations

from heard.ledger import sql


def install(_apps: Any, schema_editor: Any) -> None:
    """Make the guards."""
    sql.install_guards(schema_editor.connection.alias)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Drop the guards."""
    sql.remove_guards(schema_editor.connection.alias)


class Migration(migrations.Migration):
    """Guards on the tables that are never changed."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
