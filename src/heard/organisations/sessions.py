"""Whose request it is: sessions and accounts as Django and allauth keep them, asked for by statements written once."""

from __future__ import annotations

from typing import Final

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection
from django.utils import timezone

from heard.organisations.models import Account
from heard.store.rows import by_key

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


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's, for signing in; and who has signed in."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, while it is active."""
        account = by_key(Account, "id", user_id)
        return account if account and self.user_can_authenticate(account) else None
