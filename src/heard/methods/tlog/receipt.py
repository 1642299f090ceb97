"""Verifying a receipt with nothing but the receipt and the log's verifier key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heard.methods.tlog.canonical import commit
from heard.methods.tlog.note import open_note, parse_checkpoint
from heard.methods.tlog.tree import leaf_hash, verify_inclusion

FORMAT = "heard-receipt-1"


def verify_receipt(receipt: Mapping[str, Any], verifier: str) -> list[str]:
    """What the receipt shows, a sentence for each step that held.

    Raises ValueError with a sentence for the first step that does not hold, or for a receipt that is no such file.
    """
    try:
        return _verify(receipt, verifier)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is not a receipt: {error!r} is missing or of the wrong kind.") from error


def _verify(receipt: Mapping[str, Any], verifier: str) -> list[str]:
    if receipt["format"] != FORMAT:
        raise ValueError(f"This receipt has the format {receipt['format']}; this program reads {FORMAT}.")
    event, opening, inclusion = receipt["event"], receipt["opening"], receipt["inclusion"]
    commitment = bytes.fromhex(event["commitment"])
    shown = []
    if opening is not None:
        if commit(bytes.fromhex(opening["nonce"]), opening["content"].encode()) != commitment:
            raise ValueError("The content is not what was committed to.")
        shown.append("The content is what was committed to, with its kind, subject, time and actor.")
    if inclusion is None:
        raise ValueError("The event was not yet sealed when this receipt was made: ask for a new one.")
    checkpoint = parse_checkpoint(open_note(receipt["checkpoint"], verifier))
    shown.append(f"The checkpoint of {checkpoint.size} events is signed by {checkpoint.origin}.")
    proof = [bytes.fromhex(step) for step in inclusion["proof"]]
    if not verify_inclusion(leaf_hash(commitment), inclusion["index"], checkpoint.size, proof, checkpoint.root):
        raise ValueError("The event does not stand in the tree of that checkpoint.")
    shown.append(f"The event stands in that log as number {inclusion['index']}.")
    return shown
