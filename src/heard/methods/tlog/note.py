"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), with Ed25519 keys."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
MARK = "— "


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log states about itself: its name, its number of leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed.

        >>> Checkpoint("example/log", 0, bytes(32)).text().splitlines()[:2]
        ['example/log', '0']
        """
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key: of SHA-256(name || newline || 0x01 || public key)."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """The public key as one line to hand out: name, key id, and base64 of type and key.

    >>> verifier_key("example/log", bytes(32))
    'example/log+d0908de6+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return f"{name}+{key_id(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def parse_verifier_key(line: str) -> tuple[str, bytes]:
    """Name and 32-byte public key of a verifier key. Raises ValueError for anything else."""
    try:
        name, number, encoded = line.strip().split("+", 2)
        key = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise ValueError("A verifier key has the form name+number+key.") from error
    if len(key) != 33 or key[:1] != ED25519 or key_id(name, key[1:]).hex() != number:
        raise ValueError(f"The verifier key of {name} is damaged or no Ed25519 key.")
    return name, key[1:]


def sign(text: str, name: str, public: bytes, signer: Callable[[bytes], bytes]) -> str:
    """The note: `text`, which ends with a newline, an empty line, and one signature line by `name`."""
    signature = base64.b64encode(key_id(name, public) + signer(text.encode())).decode()
    return f"{text}\n{MARK}{name} {signature}\n"


def open_note(note: str, verifier: str) -> str:
    """The signed text of a note with a good signature by the verifier key; others' signatures are passed over.

    Raises ValueError with a sentence where there is none: unsigned, altered, or signed by another key.
    """
    name, public = parse_verifier_key(verifier)
    text, empty, signatures = note.rpartition("\n\n")
    text += "\n"
    if not empty or not signatures.endswith("\n"):
        raise ValueError("This is not a signed note.")
    for line in signatures.splitlines():
        signer, _, encoded = line.removeprefix(MARK).rpartition(" ")
        if not line.startswith(MARK) or signer != name:
            continue
        try:
            signature = base64.b64decode(encoded, validate=True)
            if signature[:4] == key_id(name, public):
                Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], text.encode())
                return text
        except (binascii.Error, InvalidSignature) as error:
            raise ValueError(f"The signature of {name} does not fit: the note was altered.") from error
    raise ValueError(f"The note carries no signature of {name} with this key.")


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a signed text states. Raises ValueError for another text."""
    lines = text.split("\n")
    try:
        origin, size, encoded = lines[:3]
        found = Checkpoint(origin, int(size), base64.b64decode(encoded, validate=True))
    except (ValueError, binascii.Error) as error:
        raise ValueError("This is not a checkpoint.") from error
    if not origin or str(found.size) != size or len(found.root) != 32:
        raise ValueError("This is not a checkpoint.")
    return found
