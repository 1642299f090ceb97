"""The table in which attempts to sign in are counted, for all processes together (see CACHES in the settings)."""

from __future__ import annotations

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make it; nothing where it is there already."""
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """After the room's tables."""

    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
