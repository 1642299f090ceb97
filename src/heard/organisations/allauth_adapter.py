"""How accounts come to be (by invitation only), and how second steps are kept."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

# Sentences that only say what the page shows anyway.
_UNSAID = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is wrong. Check both and try again.",
        "too_many_login_attempts": "You have tried too often. Wait five minutes, then try again.",
        "enter_current_password": "Enter the password that you have now.",
        "incorrect_password": "The password is wrong. Try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Accounts are made by invitations."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **more: Any
    ) -> None:
        """As allauth, without the sentences that say nothing new."""
        if message_template not in _UNSAID:
            super().add_message(request, level, message_template, *rest, **more)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys of authenticators are encrypted in the database, so that a stolen copy lets nobody in."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is wrong or too old. Enter the one that the app shows now.",
    }

    def encrypt(self, text: str) -> str:
        """The key as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The key itself."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    """Under a key of its own, derived from the one that encrypts contacts."""
    return Fernet(base64.urlsafe_b64encode(sha256(f"heard.second-step|{settings.CONTACT_KEY}".encode()).digest()))
