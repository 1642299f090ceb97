"""The full-text index, made by each engine in its own way (see coding/sql.py)."""

from django.db import migrations

from heard.coding import sql


class Migration(migrations.Migration):
    """Makes the index, or takes it away."""

    dependencies = [("coding", "0001_initial")]
    operations = [migrations.RunPython(sql.create_index, sql.drop_index)]
