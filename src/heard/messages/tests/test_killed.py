"""Kill -9 anywhere in the sending: run again, and every message is handed over once, none twice, none never."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from heard.ledger.models import Event
from heard.messages import sending
from heard.messages.models import Message, Outbox
from heard.messages.tests.factories import person, queued
from heard.organisations.tests.factories import make_organisation
from heard.store.testing import start_process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]

COUNT = 40
# Forks a sender again and again and kills each a little later, until one comes to its end. The lease is nothing: the
# only other sender is dead. Prints how many were killed.
KILLER = """
import os, random, signal, time
import django; django.setup()
from datetime import timedelta
from django.db import connections
from heard.messages import sending
from heard.messages.channels import standin
connections.close_all()
SLOW = {slow}
deliver = standin.StandIn.deliver
def slowly(self, parcel):
    time.sleep(SLOW)
    handed = deliver(self, parcel)
    time.sleep(SLOW)
    return handed
standin.StandIn.deliver = slowly
delays, kills = random.Random({seed}), 0
while True:
    child = os.fork()
    if not child:
        sending.send_due(lease=timedelta(0))
        os._exit(0)
    until = time.monotonic() + delays.uniform(0.03, 0.12 + 0.04 * kills)
    ended = 0
    while not ended and time.monotonic() < until:
        time.sleep(0.002)
        ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        assert status == 0, status
        break
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    kills += 1
print(kills, flush=True)
"""


def waiting() -> list[Message]:
    organisation = make_organisation()
    past = timezone.now() - timedelta(minutes=20)
    return [queued(organisation, person(organisation), now=past) for _ in range(COUNT)]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_message_is_handed_over_twice_or_never(seed: int) -> None:
    messages = waiting()
    process = start_process(KILLER.format(seed=seed, slow=0.003))
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    assert int(said) >= 3, "the test has to hit the middle"
    handed = Counter(Outbox.objects.values_list("message_reference", flat=True))
    assert handed == Counter({f"{message.reference}.1": 1 for message in messages})
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert Event.objects.filter(kind="messages.sent").count() == COUNT


def test_two_senders_hand_each_message_over_once() -> None:
    messages = waiting()
    code = "import django; django.setup()\nfrom heard.messages import sending\nsending.send_due()"
    others = [start_process(code) for _ in range(2)]
    sending.send_due()
    for other in others:
        other.communicate(timeout=120)
        assert other.returncode == 0
    handed = Counter(Outbox.objects.values_list("message_reference", flat=True))
    assert handed == Counter({f"{message.reference}.1": 1 for message in messages})
