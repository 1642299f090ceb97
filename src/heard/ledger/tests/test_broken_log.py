import pytest
from django.core.management import call_command

from heard.ledger import actions, published, queries, signing
from heard.ledger.models import Log, Pending
from heard.ledger.tests.factories import record, record_many
from heard.methods.tlog.note import Checkpoint as Stated
from heard.methods.tlog.receipt import verify_receipt

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_database_without_its_log_does_not_begin_another_silently():
    record_many(10)
    actions.seal()
    call_command("flush", interactive=False, verbosity=0)
    record()
    with pytest.raises(actions.BrokenLogError, match="no log"):
        actions.seal()
    assert (Log.objects.count(), Pending.objects.count()) == (0, 1)


def test_a_database_shorter_than_what_was_published_is_not_sealed(settings):
    record_many(10)
    actions.seal()
    log = Log.objects.get()
    published.publish("default", signing.sign(Stated(log.origin, 11, bytes(32))), log.key)
    record()
    with pytest.raises(actions.BrokenLogError, match="10 sealed events, but a checkpoint of 11"):
        actions.seal()
    assert (queries.checkpoint().size, queries.pending()) == (10, 1)


def test_a_database_that_differs_from_what_was_published_is_not_sealed():
    record_many(10)
    actions.seal()
    log = Log.objects.get()
    published.note_path("default").unlink()
    published.publish("default", signing.sign(Stated(log.origin, 9, bytes(32))), log.key)
    record()
    with pytest.raises(actions.BrokenLogError, match="first 9 sealed events are not those"):
        actions.seal()


def test_another_key_does_not_sign_the_same_log(settings):
    record()
    actions.seal()
    settings.LEDGER_KEY = "another"
    record()
    with pytest.raises(actions.BrokenLogError, match="LEDGER_KEY"):
        actions.seal()


def test_a_new_log_is_begun_by_hand_and_says_why():
    ids = record_many(3)
    actions.seal()
    old = queries.checkpoint()
    note = published.last("default")
    waiting = record()
    origin = actions.start_log(because="Restored from Tuesday's backup", actor="account:1")
    assert origin != old.origin
    assert actions.seal() == 1
    new = queries.checkpoint()
    assert (new.origin, new.size) == (origin, 2)
    first = queries.history(f"log:{origin}")[0]
    assert first.content == {
        "because": "Restored from Tuesday's backup",
        "last_here": old.note,
        "last_published": note,
    }
    # Old events are still proven, by the old log.
    for event_id, signed in ((ids[1], old), (waiting, new)):
        receipt = queries.receipt(event_id)
        assert receipt.key == signed.key
        verify_receipt(receipt.as_json(), signed.key)
    assert published.last("default") == new.note


def test_a_larger_checkpoint_is_not_overwritten_by_a_late_smaller_one():
    record()
    actions.seal()
    first = published.last("default")
    record()
    actions.seal()
    second = published.last("default")
    published.publish("default", first, Log.objects.get().key)
    assert published.last("default") == second
