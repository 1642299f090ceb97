import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from heard.ledger import actions, ports, queries
from heard.ledger.models import Checkpoint, Event, Leaf, Opening, Pending, Tile
from heard.ledger.tests.factories import record, record_many
from heard.methods.tlog import tree
from heard.methods.tlog.note import open_note, parse_checkpoint
from heard.methods.tlog.receipt import verify_receipt
from heard.store.testing import start_process

pytestmark = pytest.mark.django_db(transaction=True)


def assert_log_is_whole(sealed: int, pending: int = 0) -> None:
    """Every event is sealed or waits, once; the leaves are numbered without a gap, and the root is theirs."""
    leaves = list(Leaf.objects.order_by("seq").values_list("seq", "event_id"))
    assert [seq for seq, _ in leaves] == list(range(sealed))
    waiting = set(Pending.objects.values_list("pk", flat=True))
    assert len(waiting) == pending
    assert {event_id for _, event_id in leaves} | waiting == set(Event.objects.values_list("pk", flat=True))
    hashes = {pk: bytes(leaf) for pk, leaf in Event.objects.values_list("pk", "leaf_hash")}
    signed = queries.checkpoint()
    stated = parse_checkpoint(open_note(signed.note, signed.key))
    assert (stated.size, stated.origin) == (sealed, signed.origin)
    assert stated.root == tree.root_of([hashes[event_id] for _, event_id in leaves])


def test_events_are_sealed_once_in_batches():
    record_many(600)
    assert actions.seal(batch=256) == 600
    assert_log_is_whole(600)
    assert list(Checkpoint.objects.order_by("id").values_list("size", flat=True)) == [256, 512, 600]
    assert actions.seal() == 0
    assert Checkpoint.objects.count() == 3
    record()
    assert actions.seal() == 1
    assert_log_is_whole(601)


@pytest.mark.parametrize("steps", [(255, 1, 1), (256, 1), (257, 255), (1, 700)])
def test_the_tiles_are_right_past_every_boundary(steps):
    for step in steps:
        ids = record_many(step)
        actions.seal()
    assert_log_is_whole(sum(steps))
    for event_id in (ids[0], ids[-1]):
        receipt = queries.receipt(event_id)
        verify_receipt(receipt.as_json(), receipt.key)


def test_an_id_that_commits_late_is_not_lost():
    early = actions.reserve_event_ids(2)
    record_many(3)
    assert actions.seal() == 3
    with transaction.atomic():
        late = [actions.NewEvent("late", "voice:1"), actions.NewEvent("late", "voice:1")]
        actions.record_many(events=late, first_id=early)
    assert actions.seal() == 2
    assert_log_is_whole(5)
    assert list(Leaf.objects.order_by("seq").values_list("event_id", flat=True))[-2:] == [early, early + 1]


def test_sealing_waits_for_no_open_transaction_and_loses_nothing_of_it():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    recorded, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            actions.record(kind="slow", subject="voice:1", content={})
            recorded.set()
            go_on.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    recorded.wait(10)
    record()
    assert actions.seal() == 1
    go_on.set()
    holder.join()
    assert actions.seal() == 1
    assert_log_is_whole(2)


def test_several_sealers_and_recorders_at_once_seal_everything_once():
    failures: list[BaseException] = []

    def work(do) -> None:
        try:
            for _ in range(6):
                do()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(do,)) for do in [lambda: record_many(40), actions.seal] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    actions.seal()
    assert failures == []
    assert_log_is_whole(3 * 6 * 40)


def test_a_seal_that_fails_in_the_middle_leaves_no_half(monkeypatch):
    record_many(10)
    actions.seal()
    record_many(5)
    tiles = list(Tile.objects.values_list())

    def fail(*_: object) -> str:
        raise OSError("the key cannot be read")

    with monkeypatch.context() as patch:
        patch.setattr("heard.ledger.signing.sign", fail)
        with pytest.raises(OSError, match="key"):
            actions.seal()
    assert list(Tile.objects.values_list()) == tiles
    assert_log_is_whole(10, pending=5)
    assert actions.seal() == 5
    assert_log_is_whole(15)


def test_a_sealer_that_is_killed_leaves_no_half_and_the_next_goes_on(settings):
    process = start_process(
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.LEDGER_FOLDER = {str(settings.LEDGER_FOLDER)!r}\n"
        "from heard.ledger import actions\n"
        "from heard.ledger.tests.factories import record_many\n"
        "while True:\n"
        "    record_many(500); actions.seal(batch=100); print('sealed', flush=True)\n"
    )
    for _ in range(3):
        assert process.stdout.readline() == "sealed\n"
    time.sleep(0.03)
    process.kill()
    process.wait()
    before = Leaf.objects.count()
    assert before >= 1500
    assert_log_is_whole(before, pending=Pending.objects.count())
    record()
    actions.seal()
    assert_log_is_whole(Event.objects.count())


def test_a_receipt_verifies_and_says_what_it_proves():
    ids = record_many(300)
    actions.seal()
    receipt = queries.receipt(ids[123])
    shown = verify_receipt(receipt.as_json(), queries.checkpoint().key)
    assert len(shown) == 3
    assert "number 123" in shown[-1]
    assert "does not show that what was said is true" in receipt.proves_not


def test_a_receipt_that_was_altered_does_not_verify():
    ids = record_many(3)
    actions.seal()
    key = queries.checkpoint().key
    receipt = queries.receipt(ids[1]).as_json()
    opening = {**receipt["opening"], "content": receipt["opening"]["content"].replace("voice:1", "voice:2")}
    with pytest.raises(ValueError, match="not what was committed"):
        verify_receipt({**receipt, "opening": opening}, key)
    with pytest.raises(ValueError, match="does not stand"):
        verify_receipt({**receipt, "inclusion": {**receipt["inclusion"], "index": 2}}, key)
    with pytest.raises(ValueError, match="altered"):
        verify_receipt({**receipt, "checkpoint": receipt["checkpoint"].replace("\n3\n", "\n4\n")}, key)
    with pytest.raises(ValueError, match="not a receipt"):
        verify_receipt({"format": receipt["format"]}, key)
    with pytest.raises(ValueError, match="format"):
        verify_receipt({"format": "other"}, key)


def test_an_unsealed_event_has_a_receipt_that_says_so():
    receipt = queries.receipt(record())
    assert "not yet sealed" in receipt.proves[0]
    with pytest.raises(ValueError, match="not yet sealed"):
        verify_receipt(receipt.as_json(), "any")
    assert queries.receipt(10**9) is None
    assert queries.checkpoint() is None


def test_a_forgotten_opening_is_gone_and_its_leaf_still_proven():
    event_id, other = record(1), record(2)
    actions.seal()
    assert actions.forget_opening(event_ids=[event_id], because="erasure", actor="account:1") == 1
    assert not Opening.objects.filter(pk=event_id).exists()
    receipt = queries.receipt(event_id)
    assert receipt.opening is None
    assert "erased" in receipt.proves[1]
    assert "voice" not in str(receipt.opening)
    assert len(verify_receipt(receipt.as_json(), receipt.key)) == 2
    assert queries.events([event_id])[0].content is None
    assert queries.history("voice:1") == []
    assert queries.history("voice:2")[0].event_id == other
    erased = queries.history("ledger")[0]
    assert (erased.kind, erased.content["events"]) == ("ledger.openings-erased", [event_id])
    assert actions.forget_opening(event_ids=[event_id], because="again") == 0
    actions.seal()
    assert_log_is_whole(3)


def test_rooms_are_told_what_is_forgotten_in_the_same_transaction(monkeypatch):
    event_id = record()

    def refuse(ids) -> None:
        assert list(ids) == [event_id]
        raise ZeroDivisionError

    monkeypatch.setattr(ports.forgotten, "_functions", [refuse])
    with pytest.raises(ZeroDivisionError):
        actions.forget_opening(event_ids=[event_id], because="erasure")
    assert Opening.objects.filter(pk=event_id).exists()


class OnlyTheLedger:
    """A router that puts nothing but the ledger into the second database."""

    def allow_migrate(self, db, app_label, **_):
        return app_label == "ledger" if db == "care" else None


def test_the_ledger_stands_in_a_second_database(settings, tmp_path):
    connections.databases["care"] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "care.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
    settings.DATABASE_ROUTERS = [OnlyTheLedger()]
    # Opened by hand, for the tests' own guard knows the databases of the settings only.
    connections["care"].connect()
    try:
        call_command("migrate", database="care", verbosity=0)
        assert queries.missing_guards("care") == []
        event_id = record(using="care")
        record_many(300, using="care")
        assert actions.seal(using="care") == 301
        receipt = queries.receipt(event_id, using="care")
        verify_receipt(receipt.as_json(), receipt.key)
        assert actions.forget_opening(event_ids=[event_id], because="erasure", using="care") == 1
        assert (queries.size("care"), queries.size()) == (302, 0)
    finally:
        connections["care"].close()
        del connections["care"]
        del connections.databases["care"]
