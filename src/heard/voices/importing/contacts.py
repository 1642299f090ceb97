"""Contacts, encrypted apart from the words (Fernet: AES-128-CBC with HMAC-SHA256, key from the installation)."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.CONTACT_KEY.encode()).digest()))


def seal(contact: str) -> bytes:
    """The token of a JSON object with name, email, phone."""
    return _fernet().encrypt(contact.encode())


def unseal(token: bytes) -> str:
    """The JSON object of a token. Raises cryptography.fernet.InvalidToken where it was sealed with another key."""
    return _fernet().decrypt(bytes(token)).decode()
