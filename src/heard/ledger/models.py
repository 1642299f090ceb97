"""The ledger's tables. They name no other room and no foreign table, so that a second database can hold them too.

Rows of Event, Log, Leaf, Checkpoint and Cosignature are never changed and never deleted: both databases refuse it by
trigger (sql.py).
"""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One thing that happened.

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
    subject = models.CharField(max_length=80)
    # Opaque reference of who did it; empty for the system and for speaking-up events.
    actor = models.CharField(max_length=80, blank=True)
    content = models.TextField(help_text="Canonical JSON (sorted keys, no spaces, UTF-8)")
    nonce = models.BinaryField(max_length=32)

    class Meta:
        # Not db_index=True, with which PostgreSQL gets a second index for LIKE.
        indexes = [models.Index(fields=["subject"], name="opening_by_subject")]


class Erasure(models.Model):
    """A subject that every room has forgotten. The same is listed beside the database: see erased.py."""

    # As in events: 'voice:0199…'.
    subject = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()


class Pending(models.Model):
    """An event that waits to be sealed: inserted in the change's own transaction, so that none is overlooked."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+")


class Log(models.Model):
    """A log with its key. The last one is appended to; the ones before it stay and can still be verified.

    Another one is begun only by hand: after a restore that lost sealed events, or for a new key.
    """

    origin = models.CharField(max_length=80, unique=True, help_text="First line of its checkpoints")
    key = models.CharField(max_length=200, help_text="Verifier key (C2SP signed note)")
    at = models.DateTimeField()


class Leaf(models.Model):
    """An event's place in a log. The order of the log is the order of sealing, never that of id or time."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+")
    # No constraint, which PostgreSQL would check for every row: the sealer writes them for the log that it holds.
    log = models.ForeignKey(Log, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+")
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "seq"], name="one_leaf_per_place")]


class Tile(models.Model):
    """Up to 256 node hashes of a log's Merkle tree (C2SP tlog-tiles layout), 32 bytes each, left to right."""

    log = models.ForeignKey(Log, models.DO_NOTHING, db_index=False, related_name="+")
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "level", "index"], name="one_tile_per_place")]


class Checkpoint(models.Model):
    """A signed statement of a log's size and root (C2SP tlog-checkpoint, signed note)."""

    log = models.ForeignKey(Log, models.DO_NOTHING, db_index=False, related_name="+")
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="one_checkpoint_per_size")]


class Cosignature(models.Model):
    """A witness's signature line below a checkpoint (C2SP tlog-witness): it saw this size and root, and no other."""

    checkpoint = models.ForeignKey(Checkpoint, models.DO_NOTHING, related_name="+")
    witness = models.CharField(max_length=80, help_text="Name of the witness's key")
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="one_cosignature_per_witness")]
