import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heard.methods.tlog import note
from heard.methods.tlog.note import Checkpoint, open_note, parse_checkpoint, sign, verifier_key

# The example key and note of the C2SP signed-note specification's reference code (golang.org/x/mod/sumdb/note).
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
KEY = verifier_key("example/log", PUBLIC)
STATED = Checkpoint("example/log", 7, bytes(range(32)))
SIGNED = sign(STATED.text(), "example/log", PUBLIC, PRIVATE.sign)


def test_the_reference_note_opens():
    assert open_note(NOTE, PETER).startswith("If you think")


def test_the_reference_note_altered_does_not_open():
    with pytest.raises(ValueError, match="altered"):
        open_note(NOTE.replace("answer", "question"), PETER)


def test_a_checkpoint_comes_back_as_it_was_signed():
    assert parse_checkpoint(open_note(SIGNED, KEY)) == STATED


def test_a_witness_may_cosign_below():
    cosigned = SIGNED + "— witness.example " + base64.b64encode(bytes(76)).decode() + "\n"
    assert parse_checkpoint(open_note(cosigned, KEY)) == STATED


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SIGNED.replace("\n7\n", "\n8\n"), "altered"),
        (STATED.text(), "not a signed note"),
        (NOTE, "no signature of example/log"),
    ],
)
def test_what_was_not_signed_by_the_log_does_not_open(text, message):
    with pytest.raises(ValueError, match=message):
        open_note(text, KEY)


@pytest.mark.parametrize("key", ["", "a+b", KEY.replace("+", "+0", 1), KEY[:-4] + "AAAA"])
def test_a_damaged_verifier_key_is_refused(key):
    with pytest.raises(ValueError, match="verifier key"):
        note.parse_verifier_key(key)


@pytest.mark.parametrize("text", ["", "a\n1\n", "a\n01\n" + base64.b64encode(bytes(32)).decode(), "a\n1\nAA==\n"])
def test_other_texts_are_no_checkpoints(text):
    with pytest.raises(ValueError, match="not a checkpoint"):
        parse_checkpoint(text)
