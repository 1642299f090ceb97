"""A word that nobody uses, put in through every door of Heard, and every place where a trace of it could be left."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from heard.coding.actions import corrections, saved, translating
from heard.decisions import actions as decisions
from heard.decisions.tests.factories import decided, make_decision
from heard.ledger import erased
from heard.messages import actions as messages
from heard.messages.actions.replies import Received, receive_reply
from heard.messages.models import Message, Reply
from heard.messages.ports import Address
from heard.messages.sending import send_due
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation
from heard.signals import actions as signals
from heard.signals.models import Signal
from heard.store import sealing
from heard.tasks import actions as tasks
from heard.tasks import queries as task_queries
from heard.voices import actions as voices
from heard.voices.actions import Said
from heard.voices.capture.wishes import Wishes
from heard.voices.models import Answer, Attachment, Import, Voice
from heard.voices.tests.desk import at_desk
from heard.voices.tests.factories import bring, row, table, upload
from heard.voices.tests.speaking import CARRIED, QUESTION, Speaker, open_at, say, unit_of

# No word of any language. This much of it is left when it is stemmed.
MARK = "zqxcanar"
# A recording, as far as anything here looks into it.
SOUND = b"OggS" + bytes(24) + b"OpusHead"


def phrase(door: str) -> str:
    """Words that come in through this door alone: each is marked.

    Their first letters differ, so that no index writes one as the end of the word before it.
    """
    return " ".join(f"{letter}{MARK}y{door}" for letter in "bdfk")


class World:
    """An organisation into which the word came through every door; `voices` by door."""

    def __init__(self) -> None:
        self.trust = make_organisation()
        self.point = open_at(self.trust)
        self.unit = unit_of(self.point)
        self.governance = make_actor(self.trust, Role.INFORMATION_GOVERNANCE)
        self.complaints = make_actor(self.trust, Role.COMPLAINTS_OFFICER)
        self.lead = make_actor(self.trust, Role.ENGAGEMENT_LEAD)
        self.voices: dict[str, str] = {}
        self._speak()
        self._import()
        self._write_about()
        self._decide()
        self._correspond()
        messages.send_digests(now=timezone.now())

    def _speak(self) -> None:
        self._send_along()
        told = say(
            self.point,
            token="contact",
            words=f"{phrase('told')}. Nurse Patricia Holloway. Ring 07700 900123 or write to a{MARK}@example.org",
            wishes=Wishes(reply=True, publication="without_name"),
            contact={"name": f"Ann {MARK.title()}son", "email": f"b{MARK}@example.org"},
            about={"age": f"{MARK} years"},
            pin="4711",
        )
        self.voices["told"] = told.reference
        voices.add_words(reference=told.reference, words=f"And: {phrase('more')}")
        voices.say_misread(reference=told.reference, words=f"I meant {phrase('misread')}")
        voices.confirm_change(reference=told.reference, answer="no", treated_worse=True)
        entered = voices.enter_for_someone(
            actor=self.lead,
            unit_id=self.unit.id,
            channel="telephone",
            token="entered",
            said=Said(
                question=QUESTION,
                words=phrase("entered"),
                wishes=Wishes(format="other", format_note=phrase("format")),
            ),
        )
        self.voices["entered"] = entered.reference

    def _send_along(self) -> None:
        """Words with a recording and a photograph: the word is in bytes, names, and what is written down."""
        speaker = Speaker(self.point, self.trust.code)
        speaker.send("who", relation="patient", about_person="")
        speaker.send("words", words=f"{phrase('form')}, and he was bleeding badly", rating="5", moment="during")
        given = {
            "sound": SimpleUploadedFile(f"{phrase('name')}.ogg", SOUND + phrase("sound").encode()),
            "picture": SimpleUploadedFile(f"{phrase('name')}.jpg", photograph()),
        }
        url = speaker.base.replace("/answer/", "/") + "attach/"
        page = speaker.client.post(url, {"carried": speaker.carried, **given}).content.decode()
        speaker.carried = unescape(CARRIED.findall(page)[0])
        speaker.send("wishes", publication="none")
        speaker.send("check")
        self.voices["form"] = Voice.objects.latest("id").reference
        rows = Attachment.objects.filter(voice__reference=self.voices["form"]).order_by("-kind")
        self.sound, self.picture = rows.values_list("reference", flat=True)
        opening = self.opening()
        assert marked(voices.open_attachment(**opening).data)
        del opening["reason"]
        voices.write_down(**opening, words=f"A voice says: {phrase('written')}")

    def opening(self) -> dict[str, Any]:
        """What the recording is opened with."""
        return {
            "actor": self.complaints,
            "organisation_id": self.trust.id,
            "reference": self.voices["form"],
            "attachment": self.sound,
            "reason": f"To hear {phrase('form')}",
        }

    def _import(self) -> None:
        rows = [
            row(1, answer=f"{phrase('import')}; ring 07700 900124", respondent=f"{MARK}0001"),
            row(2, answer=phrase("rejected"), date="no date at all"),
            row(3, answer=f"As they said: {phrase('import')}", date="no date either"),
            row(4, answer="The staff were kind"),
        ]
        self.file = table(rows)
        self.batch = bring(self.trust.id, self.file)
        assert self.batch.counts["rejected"] == 2, self.batch.counts
        kept = Answer.objects.get(words__contains="yimport")
        self.voices["import"] = kept.voice.reference
        self.waiting = upload(self.trust.id, table([row(9, answer=phrase("upload"))]), source="Waiting")

    def _write_about(self) -> None:
        """Colleagues quote it: in a correction, a search that is kept, a signal, its closing, a task."""
        answer = Answer.objects.filter(voice__reference=self.voices["told"]).order_by("id").first()
        corrections.correct(
            actor=self.lead, answer_id=answer.pk, themes=[], sentiment=5, seriousness=3, reason=f"‘{phrase('told')}’"
        )
        foreign = Answer.objects.get(voice__reference=self.voices["entered"])
        translating.translate(
            actor=self.lead, answer_id=foreign.pk, language="und", words=f"She said that it was {phrase('meant')}"
        )
        saved.save_view(
            actor=self.lead,
            organisation_id=self.trust.id,
            name=f"Like {phrase('told')}",
            query=f"period=all&words={phrase('told').replace(' ', '+')}",
        )
        signals.raise_waiting(actor=SYSTEM)
        self.signal = signals.raise_signal(
            actor=self.complaints,
            organisation_id=self.trust.id,
            unit_id=self.unit.id,
            why=f"She wrote {phrase('entered')} and nobody looked.",
            level=3,
            voice_references=[self.voices["entered"]],
        )
        for task in task_queries.tasks_about(f"signals.signal:{self.signal}"):
            tasks.pass_task(
                actor=self.lead,
                reference=task.reference,
                to=self.complaints.account_id,
                reason=f"Because {phrase('entered')}",
            )
        signals.take_up(actor=self.complaints, organisation_id=self.trust.id, reference=self.signal)
        read = Voice.objects.get(reference=self.voices["entered"]).pk
        voices.mark_read(actor=self.complaints, voice_id=read)
        signals.ask_to_close(
            actor=self.complaints,
            organisation_id=self.trust.id,
            reference=self.signal,
            reason=f"We asked about {phrase('entered')} and mended it.",
        )

    def _decide(self) -> None:
        decision = make_decision(
            self.trust,
            self.unit,
            question=f"What do we do about {phrase('entered')}?",
            can_change=f"Whether {phrase('import')} happens.",
            about=[f"voices.voice:{self.voices['entered']}", f"voices.voice:{self.voices['import']}"],
            actor=self.lead,
        )
        decisions.add_evidence(
            actor=self.lead,
            reference=decision.reference,
            kind="coding.search",
            of=f"period=all&words={phrase('entered').replace(' ', '+')}",
        )
        decided(decision, reasons=f"They said {phrase('entered')}.")
        self.decision = decision.reference
        voices.confirm_change(reference=self.voices["entered"], answer="no", treated_worse=False)

    def _correspond(self) -> None:
        """A message with the word to whoever spoke, sent; their reply; and one that answers no message."""
        ref = f"voices.voice:{self.voices['told']}"
        messages.write(
            actor=SYSTEM,
            organisation_id=self.trust.id,
            template="reply",
            recipient_ref=ref,
            values={
                "name": f"Ann {MARK.title()}son", "service": "Ward", "answer": phrase("told"), "sender": "Dana",
                "key": "on your receipt", "phone": "01632 960 100",
            },
            about=ref,
        )  # fmt: skip
        message = Message.objects.get(recipient_ref=ref)
        Message.objects.filter(pk=message.pk).update(due_at=timezone.now(), recallable_until=timezone.now())
        send_due(now=timezone.now() + timezone.timedelta(hours=3))
        for place, (answers, words) in enumerate([(message.pk, phrase("reply")), (None, phrase("stray"))]):
            receive_reply(
                Received(
                    organisation_id=self.trust.id,
                    message_id=answers,
                    way="email",
                    kind="answer",
                    external=f"in-{place}",
                    words=words,
                    received_at=timezone.now(),
                    sender=Address(name=f"Ann {MARK}", email=f"c{MARK}@example.org"),
                )
            )
        self.stray = Reply.objects.get(message=None).reference

    def pages(self) -> list[str]:
        """Every page and file on which it could still stand, for the roles that see most, and for everybody."""
        code = self.trust.code
        signal = Signal.objects.get(reference=self.signal)
        read = [
            "explore/?period=all", f"explore/?period=all&words={phrase('told').split()[0]}",
            "explore/export.csv?period=all", "explore/saved/", "signals/", f"signals/{signal.reference}/",
            "signals/export/", "tasks/", "tasks/export/", "messages/", "messages/messages.csv", "messages/undelivered/",
            "notices/", "decisions/", f"decisions/{self.decision}/", "decisions/export/",
            f"decisions/{self.decision}/replies/", "monday/", "board/", "inbox/", "erasure/",
            f"imports/{self.batch.reference}/", f"imports/{self.batch.reference}/rejected/",
            f"imports/{self.batch.reference}/rejected.csv", f"services/{self.unit.reference}/",
            *(f"voices/{reference}/" for reference in self.voices.values()),
        ]  # fmt: skip
        found = []
        for role in ("information_governance", "engagement_lead", "complaints_officer", "safeguarding_lead"):
            client = at_desk(self.trust, Role(role))
            found += [f"{role}: {path}" for path in read if marked(_body(client, f"/o/{code}/{path}"), path)]
        public = (f"/p/{code}/what-changed/", f"/p/{code}/what-changed/{self.decision}/", f"/p/{code}/tell-us/")
        return found + [path for path in public if marked(_body(Client(), path), path)]


def _body(client: Client, path: str) -> bytes:
    response = client.get(path, follow=True)
    return b"".join(response.streaming_content) if response.streaming else response.content


def marked(content: bytes, asked: str = "") -> bool:
    """Whether the word stands in it, but for what was searched for, which the page says again."""
    _, _, searched = asked.partition("words=")
    text = content.lower().replace(searched.encode(), b"") if searched else content.lower()
    return MARK.encode() in text


def rows() -> set[str]:
    """'table.column' of every value in the database that holds the word, open or sealed; PostgreSQL's samples too."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for name in _tables(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            columns = [column[0] for column in cursor.description]
            for values in cursor.fetchall():
                found |= {f"{name}.{column}" for column, value in zip(columns, values, strict=True) if _holds(value)}
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tablename || ' (sample)' FROM pg_stats WHERE pg_stats::text ILIKE %s", [f"%{MARK}%"])
            found |= {name for (name,) in cursor.fetchall()}
    return found


def _tables(cursor: Any) -> Iterable[str]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    else:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in cursor.fetchall()]


def _holds(value: Any) -> bool:
    if value is None or isinstance(value, int | float):
        return False
    if isinstance(value, memoryview | bytes | bytearray):
        content = bytes(value)
        if content.startswith(b"gAAAA"):
            with contextlib.suppress(InvalidToken):
                content += sealing.unseal(content).encode()
        return MARK.encode() in content.lower()
    return MARK in (value if isinstance(value, str) else json.dumps(value, default=str)).lower()


def disk() -> set[str]:
    """Every file with the word in it: the database's own (tables, indexes, write-ahead log), and Heard's folders."""
    found = {str(path) for path in _files() if MARK.encode() in _open(path.read_bytes()).lower()}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid), 0, 100000000, true) FROM pg_class"
                " WHERE relkind IN ('r', 'i', 't', 'm') AND pg_relation_filepath(oid) IS NOT NULL"
            )
            found |= {name for name, content in cursor.fetchall() if MARK.encode() in bytes(content or b"").lower()}
    return found


def _open(content: bytes) -> bytes:
    """What a file says, sealed or not."""
    if content.startswith(b"gAAAA"):
        with contextlib.suppress(InvalidToken):
            return sealing.unseal_bytes(content)
    return content


def photograph() -> bytes:
    """A JPEG with the word written into it, as cameras write places."""
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(made, "JPEG", comment=phrase("picture").encode())
    assert MARK.encode() in made.getvalue()
    return made.getvalue()


def _files() -> list[Path]:
    folders = {Path(settings.HOME), erased.list_path("default").parent}
    files = [Path(place) / name for folder in folders for place, _, names in os.walk(folder) for name in names]
    if connection.vendor == "sqlite":
        database = Path(str(connection.settings_dict["NAME"]))
        files += [path for path in database.parent.glob(f"{database.name}*") if ".backup" not in path.name]
    return [path for path in files if path.is_file() and path.stat().st_size]


def discard(world: World) -> None:
    """Throw the file away that waits to be mapped."""
    with transaction.atomic():
        voices.discard_import(actor=SYSTEM, import_id=world.waiting.pk)
    assert not Import.objects.filter(pk=world.waiting.pk).exclude(state="undone").exists()
