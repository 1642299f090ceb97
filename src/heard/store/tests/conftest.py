from __future__ import annotations

import pytest
from django.db import connection

from heard.store.tests.samples import Named, Sample


@pytest.fixture(scope="session")
def sample_tables(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Make the tables of samples.py, which no migration makes."""
    with django_db_blocker.unblock():
        standing = connection.introspection.table_names()
        with connection.schema_editor() as editor:
            for model in (Sample, Named):
                if model._meta.db_table not in standing:
                    editor.create_model(model)
