"""Personal data kept apart, encrypted (Fernet: AES-128-CBC with HMAC-SHA256), with a key of the installation."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.CONTACT_KEY.encode()).digest()))


def seal(text: str) -> bytes:
    """The token of a text."""
    return _fernet().encrypt(text.encode())


def unseal(token: bytes) -> str:
    """The text of a token. Raises cryptography.fernet.InvalidToken where it was sealed with another key."""
    return _fernet().decrypt(bytes(token)).decode()


def seal_bytes(data: bytes) -> bytes:
    """The token of bytes, such as a picture's."""
    return _fernet().encrypt(data)


def unseal_bytes(token: bytes) -> bytes:
    """The bytes of a token. Raises as `unseal`."""
    return _fernet().decrypt(token)


def fingerprint(text: str) -> str:
    """64 hexadecimal digits that find a sealed text again; without the key nobody can guess the text from them."""
    return hmac.new(settings.CONTACT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
