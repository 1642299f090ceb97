"""The ledger's tables. They name no other room and no foreign table, so that a second database can hold them too."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing that happened. Never changed and never deleted: both databases refuse it by trigger.

    commitment = SHA-256(nonce || canonical content); leaf_hash = SHA-256(0x00 || commitment), as RFC 6962 section 2.1.
    """

    kind = models.CharField(max_length=80)
    commitment = models.BinaryField(max_length=32)
    leaf_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField()


class Opening(models.Model):
    """What an event's commitment commits to. Erasable: without it the event says only that something happened."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+")
    # What the event is about, as an opaque reference: 'voice:0199…', 'import:0199…'.
    subject = models.CharField(max_length=80, db_index=True)
    # Opaque reference of who did it; empty for the system and for speaking-up events.
    actor = models.CharField(max_length=80, blank=True)
    content = models.TextField(help_text="Canonical JSON (sorted keys, no spaces, UTF-8)")
    nonce = models.BinaryField(max_length=32)


class Pending(models.Model):
    """An event that waits to be sealed: inserted in the change's own transaction, so that none is overlooked."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+")


class Leaf(models.Model):
    """An event's place in the log. The order of the log is the order of sealing, never that of id or time."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.DO_NOTHING, db_constraint=False, related_name="+")


class Tile(models.Model):
    """Up to 256 node hashes of the Merkle tree (C2SP tlog-tiles layout), 32 bytes each, left to right."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_tile_per_place")]


class Checkpoint(models.Model):
    """A signed statement of the log's size and root (C2SP tlog-checkpoint, signed note)."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()
