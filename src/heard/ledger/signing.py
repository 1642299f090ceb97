"""The key that signs checkpoints: Ed25519, derived from LEDGER_KEY."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from heard.methods.tlog import note


def verifier_key(origin: str) -> str:
    """The public key of a log of this name, as one line to hand out."""
    return note.verifier_key(origin, _private(settings.LEDGER_KEY).public_key().public_bytes_raw())


def sign(checkpoint: note.Checkpoint) -> str:
    """The checkpoint as a signed note."""
    private = _private(settings.LEDGER_KEY)
    return note.sign(checkpoint.text(), checkpoint.origin, private.public_key().public_bytes_raw(), private.sign)


@lru_cache(maxsize=4)
def _private(secret: str) -> Ed25519PrivateKey:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"heard ledger checkpoint")
    return Ed25519PrivateKey.from_private_bytes(derivation.derive(secret.encode()))
