"""Thirty simulated days of a trust: 600 voices, five roles through the pages, and nobody who spoke is lost."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from heard.ledger.actions import seal
from heard.signals.models import Signal, SignalVoice
from heard.store.background import queue_state, run_worker
from heard.tasks.models import Task
from tests.month import book, lists
from tests.month.playing import FIRST, LAST, Month, at
from tests.month.reckoning import Fate, Reckoning

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both,
    pytest.mark.slow,
]
# Signing in is not what is tested here, and scrypt takes a tenth of a second each time.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# How the month ends, in every run and on both databases: how many voices stand where, and the fingerprint of all their
# lines (Fate.line). What changes when something is due, read or answered changes these; what an order of rows or of
# keys decides would make them differ from run to run.
OUTCOME = {
    "answered": 34,
    "counted": 413,
    "read": 34,
    "settled with a reason": 45,
    "taken back": 5,
    "within its clock": 39,
    "stalled at 1": 1,
    "stalled at 2": 10,
    "stalled at 3": 16,
    "stalled at 4": 3,
}
FINGERPRINT = "d886c3703159b25bd329343657f4981a5d82b95e03663838b3228a9654c6210b"


@override_settings(PASSWORD_HASHERS=QUICK)
def test_of_six_hundred_voices_each_is_answered_owned_or_stalled_where_everybody_sees_it(live_server, caplog):
    caplog.set_level(logging.ERROR)
    with time_machine.travel(at(FIRST, 6), tick=False) as clock:
        month = Month(live_server.url, clock)
        month.play()
        seen = lists.look(month.person)
        run_worker(once=True)
        # What was opened to look, and what the last jobs recorded, is sealed by the next tick.
        seal()
    assert [record.getMessage() for record in caplog.records] == []
    assert queue_state().failed == 0

    reckoning = Reckoning(month.tellings, month.keys, LAST)
    fates = reckoning.fates()
    assert amiss(fates) == []
    assert lists.in_no_list(seen, reckoning, fates) == []
    assert lists.not_seen_to_stall(seen, reckoning) == []
    assert lists.seen_in_the_line(seen, reckoning, fates) == []
    assert book.wrong_events(reckoning) == []
    assert book.broken_leaves() == []
    it_can_fail(month, reckoning, fates)
    assert Counter(fate.state for fate in fates) == OUTCOME
    lines = "\n".join(fate.line() for fate in fates)
    assert sha256(lines.encode()).hexdigest() == FINGERPRINT, lines


def amiss(fates: Sequence[Fate]) -> list[str]:
    """What is amiss, voice by voice."""
    return [f"{fate.number} ({fate.state}): {wrong}" for fate in fates for wrong in fate.wrong]


def it_can_fail(month: Month, reckoning: Reckoning, fates: Sequence[Fate]) -> None:
    """Each of these faults, made alone, is found at the voice that it hurts."""
    alone = [fate for fate in fates if not reckoning.spoken_signals(fate.voice)]
    unread = first(alone, lambda fate: fate.voice.first_read_at is None and fate.level == 4)
    waits = first(alone, lambda fate: fate.state == "within its clock" and (fate.voice.wishes or {}).get("reply"))
    serious = first(fates, lambda fate: fate.state == "settled with a reason" and reckoning.must_be_raised(fate.voice))
    subject = f"voices.voice:{unread.voice.reference}"
    owed = f"voices.voice:{waits.voice.reference}"
    faults: list[tuple[Fate, Callable[[], object], str]] = [
        (waits, lambda: Task.objects.filter(subject=owed).delete(), "nobody owes or has sent one"),
        (unread, lambda: Task.objects.filter(subject=subject).delete(), "nobody"),
        (unread, lambda: Task.objects.filter(subject=subject, kind="voices.reading").update(level=2), "by hand at 4"),
        (unread, lambda: Signal.objects.filter(kind="stalled").update(reached=1), "not seen to have stalled"),
        (serious, lambda: SignalVoice.objects.filter(voice_reference=serious.voice.reference).delete(), "is no signal"),
    ]
    for fate, fault, said in faults:
        with transaction.atomic():
            fault()
            found = Reckoning(month.tellings, month.keys, LAST).fates()[fate.number - 1]
            transaction.set_rollback(True)
        assert any(said in wrong for wrong in found.wrong), (said, found)


def first(fates: Sequence[Fate], fits: Callable[[Fate], bool]) -> Fate:
    """The first voice that fits: there is one, or the month has become too kind."""
    return next(fate for fate in fates if fits(fate))
