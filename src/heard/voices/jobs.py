"""What the worker does for this room. Each is safe to run again from wherever it was cut off."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils import timezone

from heard.organisations.policy import SYSTEM
from heard.store import background
from heard.voices.capture import limits
from heard.voices.errors import BadFile
from heard.voices.importing import files, running, undoing
from heard.voices.inviting import sending
from heard.voices.models import Import

# Days that an upload waits to be mapped and started: its file holds what redaction masks.
WAITS = 7


# What may be over in a while: a database that is away or busy, a race, a full disk, too little memory. Another fault
# would be met again at each of ten attempts, while the page says that the import runs.
PASSING: Final = (OperationalError, InterfaceError, IntegrityError, OSError, MemoryError)
_ASK: Final = "If it stops again, tell whoever looks after Heard here: the worker’s log says why."
STOPPED: Final = (
    "Heard met a fault that it could not get past. What was stored until then is kept. Import the file again: what is "
    f"here already is not stored twice. Or undo this import. {_ASK}"
)
UNDO_STOPPED: Final = (
    f"Heard met a fault while it undid this import, so that a part of its voices is still here. Undo it again. {_ASK}"
)
WITHDRAWAL_STOPPED: Final = (
    "Heard met a fault while it withdrew this import, so that a part of its voices is still counted. Withdraw it "
    f"again. {_ASK}"
)


def _run_given_up(import_id: int) -> None:
    with contextlib.suppress(Import.DoesNotExist):
        running.fail(import_id, STOPPED)
        # Its file holds what redaction masks, and nobody goes on with it now.
        if (
            file := Import.objects.filter(pk=import_id, state=Import.State.FAILED)
            .values_list("file", flat=True)
            .first()
        ):
            files.remove(file)


def _undo_given_up(import_id: int) -> None:
    undoing.stop(import_id, Import.State.UNDOING, Import.State.FAILED, UNDO_STOPPED)


def _withdrawal_given_up(import_id: int) -> None:
    undoing.stop(import_id, Import.State.WITHDRAWN, Import.State.DONE, WITHDRAWAL_STOPPED)


@background.job(retries=10, passing=PASSING, given_up=_run_given_up)
def run_import(import_id: int) -> None:
    """Store an import that was started."""
    # The sentence stands with the import: trying again would not help.
    with contextlib.suppress(BadFile):
        running.run(import_id)


@background.job(retries=10, passing=PASSING, given_up=_undo_given_up)
def undo_import(import_id: int) -> None:
    """Delete what an import brought."""
    undoing.undo(import_id)


@background.job(retries=10, passing=PASSING, given_up=_withdrawal_given_up)
def withdraw_import(import_id: int) -> None:
    """Mark an import's voices as withdrawn."""
    undoing.withdraw(import_id)


def _invitations_given_up(list_id: int) -> None:
    sending.stop(list_id, sending.STOPPED)


@background.job(retries=10, passing=PASSING, given_up=_invitations_given_up)
def send_invitations(list_id: int) -> None:
    """Put the invitations of a list that a person confirmed into the queue."""
    sending.send(list_id)


@background.periodic(seconds=5)
def acknowledge() -> None:
    """Tell those who asked for a reply that their words have arrived; few at a time, for other jobs wait."""
    from heard.voices.actions.acknowledging import acknowledge_due

    acknowledge_due(most=30)


@background.periodic(seconds=3600)
def sweep_attachments() -> None:
    """Delete recordings and pictures of forms that were never sent."""
    from heard.voices.actions.attaching import sweep_attachments as sweep

    sweep()


@background.periodic(seconds=3600)
def forget_invitations() -> None:
    """Delete the addresses of lists whose time is over."""
    from heard.voices.actions.inviting import forget_lists

    forget_lists(actor=SYSTEM)


@background.periodic(seconds=3600)
def forget_counts() -> None:
    """Delete what was counted against limits in hours that are over."""
    limits.forget_past_hours()


@background.periodic(seconds=3600)
def discard_forgotten() -> None:
    """Throw away uploads that nobody started, with their files."""
    # Actions ask for jobs, so that this module is loaded before them.
    from heard.voices.actions.imports import OPEN, discard_import

    old = Import.objects.filter(state__in=OPEN, created_at__lt=timezone.now() - timedelta(days=WAITS))
    for import_id in old.values_list("id", flat=True):
        discard_import(actor=SYSTEM, import_id=import_id)


@background.periodic(seconds=3600)
def erase_due() -> None:
    """Erase what speakers asked for and have not taken back in time, and what somebody confirmed."""
    from heard.voices.actions.erasing import erase_due as erase

    while erase():
        pass


@background.periodic(seconds=24 * 3600)
def look_at_retention() -> None:
    """Forget rejected rows that nobody needs any more, and ask a person to look at what is due by the rules."""
    from heard.voices.actions.retaining import forget_rejected, propose_retention

    forget_rejected()
    propose_retention()
