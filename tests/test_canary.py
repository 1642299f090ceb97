"""Erasure is real: a word that came in through every door is nowhere afterwards, nor after a backup is restored."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.ledger import erased
from heard.messages.actions import forgetting as messages
from heard.voices import actions
from heard.voices.capture import filing
from heard.voices.errors import Refused
from heard.voices.models import Answer, Attachment, Import, Voice
from heard.voices.tests.factories import bring
from tests import canary
from tests.canary import marked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]


def test_a_word_that_came_in_by_every_door_is_nowhere_once_it_is_erased_nor_when_a_backup_is_restored(
    tmp_path: Path,
) -> None:
    world = canary.World()
    there = canary.rows()
    for table in ("voices_answer", "voices_original", "voices_contact", "voices_rejectedrow", "voices_misread"):
        assert any(name.startswith(table) for name in there), f"the word never came into {table}"
    for table in (
        "signals_signal",
        "decisions_decision",
        "heard_messages_body",
        "heard_messages_reply",
        "ledger_opening",
    ):
        assert any(name.startswith(table) for name in there), f"the word never came into {table}"
    assert {"coding_code.reason", "coding_savedview.query", "tasks_task.title", "heard_messages_notice.text"} <= there
    assert {"voices_voice.wishes", "coding_translation.words"} <= there
    assert str(filing.folder() / world.sound) in canary.disk(), "the word never came into a recording's file"
    assert marked(filing.load(world.sound))
    # A picture is drawn anew when it comes: what its camera wrote into it never was kept, nor was any file's name.
    assert not marked(filing.load(world.picture))
    assert not any(name.startswith("voices_attachment") for name in there)
    assert world.pages()
    restore = backup(tmp_path)

    erase(world)
    assert not Attachment.objects.exists()
    assert (filing.load(world.sound), filing.load(world.picture)) == (None, None)
    with pytest.raises(Refused):
        actions.open_attachment(**world.opening())
    ledger.seal()
    # SQLite's index may only mark words as deleted, as its parts happen to have been merged, and PostgreSQL may have
    # taken samples for its planner meanwhile. Both are gone after the rewriting below.
    left = {name for name in canary.rows() if not name.endswith("(sample)")}
    assert left <= ({"coding_words_data.block"} if connection.vendor == "sqlite" else set())
    assert world.pages() == []
    ledger.scrub(full=True)
    assert canary.rows() == set()
    assert canary.disk() == set()
    # The same file again brings nothing back.
    assert bring(world.trust.id, world.file).counts["voices"] == 0
    assert not Answer.objects.filter(words__contains=canary.MARK).exists()
    stands_by_what_was_decided(world)

    restore()
    assert canary.rows() >= {"voices_answer.words"}
    assert marked(filing.load(world.sound)), "a backup of the files brings the recording back"
    assert len(erased.lost("default")) == len(world.voices) + 2
    assert ledger.replay() == len(world.voices) + 2
    canary.discard(world)
    assert erased.lost("default") == {}
    assert (filing.load(world.sound), filing.load(world.picture)) == (None, None)
    ledger.scrub(full=True)
    assert canary.rows() == set()
    assert canary.disk() == set()


def erase(world: canary.World) -> None:
    """Each in one of the ways: by key, through two of the staff, by a rule; and what belongs to nobody's voice."""
    actions.ask_erasure_own(reference=world.voices["form"])
    asked = actions.ask_erasure(
        actor=world.complaints,
        organisation_id=world.trust.id,
        reference=world.voices["told"],
        identity="called_back",
        note="Rang the number that we had.",
    )
    actions.erase_asked(actor=world.governance, organisation_id=world.trust.id, reference=asked.reference)
    lot = [world.voices[door] for door in ("entered", "import")]
    assert actions.confirm_retention(actor=world.governance, organisation_id=world.trust.id, references=lot) == 2
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
        assert actions.erase_due() == 3
    actions.forget_file(actor=world.governance, organisation_id=world.trust.id, reference=world.batch.reference)
    messages.forget_reply(actor=world.governance, organisation_id=world.trust.id, reference=world.stray)
    canary.discard(world)


def stands_by_what_was_decided(world: canary.World) -> None:
    """Signals stay open, decisions keep their evidence and counts, events their place."""
    from heard.decisions.models import Evidence, Speaker
    from heard.signals.models import Signal

    signal = Signal.objects.get(reference=world.signal)
    assert (signal.state, signal.level) == ("taken_up", 3)
    assert signal.why == "She wrote [erased] and nobody looked."
    assert Evidence.objects.filter(decision__reference=world.decision).count() == 3
    assert Speaker.objects.filter(voice=world.voices["entered"]).exists()
    shell = Voice.objects.get(reference=world.voices["told"])
    assert (shell.rating, shell.about, shell.wishes, bytes(shell.salt)) == (None, None, None, b"")
    assert Import.objects.get(pk=world.batch.pk).counts["voices"] == 2


def backup(folder: Path) -> Callable[[], None]:
    """Take a backup of the database and of the files; what it returns puts them back, as after a disaster."""
    kept_files = folder / "attachments.backup"
    shutil.copytree(filing.folder(), kept_files)
    database = _backup_database(folder)

    def put_back() -> None:
        database()
        shutil.copytree(kept_files, filing.folder(), dirs_exist_ok=True)

    return put_back


def _backup_database(folder: Path) -> Callable[[], None]:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        path, kept = Path(str(given["NAME"])), folder / "database.backup"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(kept)])

        def put_back() -> None:
            connections.close_all()
            for left in path.parent.glob(f"{path.name}-*"):
                left.unlink()
            # A new file: whoever still has the old one open, in a thread that waits, goes on with that.
            path.unlink()
            shutil.copy(kept, path)

        return put_back
    name, kept_name = given["NAME"], f"{given['NAME']}_backup"
    copy_database(name, kept_name)
    return lambda: copy_database(kept_name, name, drop_source=True)


def copy_database(source: str, target: str, *, drop_source: bool = False) -> None:
    """Make one database of another, which nobody may use meanwhile."""
    given = connection.settings_dict
    connections.close_all()
    login = {"host": given["HOST"] or None, "port": given["PORT"] or None, "user": given["USER"] or None}
    with psycopg.connect(dbname="postgres", autocommit=True, password=given["PASSWORD"] or None, **login) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{target}"')
        server.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        if drop_source:
            server.execute(f'DROP DATABASE "{source}"')
