"""Sessions in the database, as Django keeps them; but each request of a colleague begins with one that is asked for."""

from __future__ import annotations

from typing import Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection
from django.utils import timezone

# Written once: Django takes longer to put it together than to do the rest.
_SQL: Final = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's store. This module is settings.SESSION_ENGINE, and the name is what Django looks for."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        """The session that is still good; None where there is none, and from then on a new one."""
        key, now = self.session_key or "", connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(_SQL, [key, now])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return self.model(session_key=key, session_data=row[0])
