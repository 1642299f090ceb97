"""Keys that every imported row has, checked a statement at a time on PostgreSQL."""

from django.db import migrations

from heard.store.keys import CheckKeyBySet


class Migration(migrations.Migration):
    """An answer needs its voice, a voice its organisation, unit and source, an answer its question."""

    dependencies = [("voices", "0001_initial")]
    operations = [
        CheckKeyBySet("voice", "organisation"),
        CheckKeyBySet("voice", "unit"),
        CheckKeyBySet("voice", "source"),
        CheckKeyBySet("voice", "batch"),
        CheckKeyBySet("answer", "voice"),
        CheckKeyBySet("answer", "question"),
    ]
