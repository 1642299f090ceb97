"""Where each of the voices stands at the end: read from the rows, and worked out by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from heard.coding.models import Code
from heard.demonstration.month import Telling
from heard.ledger.models import Opening
from heard.messages.models import Message
from heard.organisations.models import Account, Unit
from heard.signals.models import Signal, SignalVoice
from heard.tasks.models import Task
from heard.voices.actions.answering import ANSWERS
from heard.voices.capture import keys
from heard.voices.models import Answer, Receipt, Voice
from tests.month import hand

LIVE = ("open", "paused")
OPEN_SIGNALS = ("open", "reopened", "taken_up")


@dataclass
class Fate:
    """Where a voice stands: in a word, how far up, and what is to be done by whom. `wrong` says what is amiss."""

    number: int
    voice: Any
    state: str = ""
    level: int = 0
    duties: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """What is equal in every run and on every database."""
        read = self.voice.first_read_at
        facts = (self.number, self.state, self.level, self.voice.route, read and read.date(), *sorted(self.duties))
        return " ".join(map(str, facts))


class Reckoning:
    """All rows that matter, read once, each table by itself."""

    def __init__(self, tellings: Iterable[Telling], said: Mapping[int, str], today: date) -> None:
        self.today = today
        self.units = dict(Unit.objects.values_list("id", "name"))
        self.people = dict(Account.objects.values_list("id", "email"))
        self.tellings = {one.number: one for one in tellings}
        self.voices = {voice.pk: voice for voice in Voice.objects.all()}
        self.by_reference = {voice.reference: voice for voice in self.voices.values()}
        self.numbers = self._numbers(said)
        self.told = {self.numbers[one.number]: one for one in tellings if one.number in self.numbers}
        self.tasks = list(Task.objects.order_by("id"))
        self.signals = {signal.pk: signal for signal in Signal.objects.all()}
        self.signals_of: dict[str, set[int]] = defaultdict(set)
        for reference, signal in SignalVoice.objects.values_list("voice_reference", "signal_id"):
            self.signals_of[reference].add(signal)
        self.about: dict[str, list[Task]] = defaultdict(list)
        for task in self.tasks:
            self.about[task.subject].append(task)
        self.messages: dict[str, list[Message]] = defaultdict(list)
        # That something arrived, and whether it changed, are no answers.
        for message in Message.objects.filter(recipient_ref__startswith="voices.voice:", template__in=ANSWERS):
            self.messages[message.recipient_ref].append(message)
        events = Opening.objects.filter(content__contains='"kind":"voices.answered"')
        self.answered = set(events.values_list("subject", flat=True))
        self.codes = self._codes()

    def _numbers(self, said: Mapping[int, str]) -> dict[int, int]:
        """The voice of each number: by the key that its speaker holds, or the number that the supplier gave it."""
        receipts = dict(Receipt.objects.values_list("key", "voice_id"))
        found = {number: receipts[keys.fingerprint(key)] for number, key in said.items()}
        rows = Answer.objects.filter(supplier_id__startswith="M").values_list("supplier_id", "voice_id")
        return found | {int(supplier[1:]): voice for supplier, voice in rows}

    def _codes(self) -> dict[int, list[Code]]:
        answers = dict(Answer.objects.values_list("id", "voice_id"))
        latest: dict[int, Code] = {}
        for code in Code.objects.order_by("answer_id", "number"):
            latest[code.answer_id] = code
        found: dict[int, list[Code]] = defaultdict(list)
        for answer, code in latest.items():
            if code.seriousness >= 2:
                found[answers[answer]].append(code)
        return found

    def fates(self) -> list[Fate]:
        """Every voice of the month, by number."""
        missing = sorted(set(self.tellings) - set(self.numbers))
        assert not missing, f"These were said and are nowhere: {missing}"
        return [self._fate(number) for number in sorted(self.tellings)]

    def _fate(self, number: int) -> Fate:
        fate = Fate(number, self.voices[self.numbers[number]])
        voice, subject = fate.voice, f"voices.voice:{fate.voice.reference}"
        own = [task for task in self.about[subject] if task.state in LIVE]
        if voice.withdrawn_at is not None:
            fate.state = "taken back"
            fate.wrong += [f"{task.kind} goes on about words that were taken back" for task in own]
            return fate
        duties = own + self._work(fate) + self._undelivered(subject)
        for task in duties:
            fate.wrong += self._wrong(task)
        fate.level = max((task.level for task in duties), default=0)
        fate.duties = [self._duty(task) for task in duties]
        if duties:
            fate.state = f"stalled at {fate.level}" if fate.level else "within its clock"
        else:
            self._settled(fate, subject)
        return fate

    def _duty(self, task: Task) -> str:
        """A task as every database has it: what, by when, how far up, of which role, and who has it."""
        owner = self.people.get(task.owner_id or 0, "nobody").partition("@")[0]
        return f"{task.kind}/{task.due_on}/{task.level}/{task.role}/{owner}"

    def _work(self, fate: Fate) -> list[Task]:
        """What is to be done about the signals that a voice is in; each live one has its work."""
        found = []
        for pk in self.signals_of[fate.voice.reference]:
            signal = self.signals[pk]
            root = self.signals[signal.merged_into_id] if signal.merged_into_id else signal
            if root.kind == "stalled" or root.state not in OPEN_SIGNALS:
                continue
            subject = f"signals.signal:{root.reference}"
            if root.backlog:
                unit = Unit.objects.get(pk=root.unit_id)
                subject = f"signals.backlog:{unit.reference}"
            live = [task for task in self.about[subject] if task.state in LIVE]
            if not live:
                fate.wrong.append(f"its signal {root.reference} is {root.state}, and nobody has anything to do")
            found += live
        return found

    def _undelivered(self, subject: str) -> list[Task]:
        references = [f"messages.message:{one.reference}" for one in self.messages[subject]]
        return [task for one in references for task in self.about[one] if task.state in LIVE]

    def _settled(self, fate: Fate, subject: str) -> None:
        """Nothing is to be done any more: because it was answered, settled with a reason, read, or only counted."""
        voice, spoken = fate.voice, self.spoken_signals(fate.voice)
        sent = [one for one in self.messages[subject] if one.state in ("sent", "delivered") or one.settled_at]
        if (voice.wishes or {}).get("reply"):
            fate.state = "answered"
            if not sent and f"voice:{voice.reference}" not in self.answered:
                fate.wrong.append("asked for a reply, and nobody owes or has sent one")
        elif spoken:
            fate.state = "settled with a reason"
            fate.wrong += [f"{one.reference} is closed and does not say why" for one in spoken if not self._said(one)]
        elif voice.batch_id is None:
            fate.state = "read"
            if voice.first_read_at is None:
                fate.wrong.append("nobody has read it, and nobody has to")
        else:
            fate.state = "counted"
        if self.must_be_raised(voice) and not spoken:
            fate.wrong.append("tells of what is serious, and is no signal")

    def spoken_signals(self, voice: Voice) -> list[Signal]:
        """The signals that a voice is in because of what it says."""
        mine = (self.signals[pk] for pk in self.signals_of[voice.reference])
        return [one for one in mine if one.kind != "stalled"]

    def _said(self, signal: Signal) -> bool:
        root = self.signals[signal.merged_into_id] if signal.merged_into_id else signal
        return bool(root.closing_reason or root.closing_reference)

    def must_be_raised(self, voice: Voice) -> bool:
        """Whether a voice has to be a signal: by its level, by who says it, or with two others of the same."""
        codes = self.codes[voice.pk]
        worst = max((code.seriousness for code in codes), default=0)
        if worst == 3 or (worst == 2 and voice.relation in ("relative", "carer")):
            return True
        return any(self._repeated(voice, code.hcat) for code in codes if code.hcat is not None)

    def _repeated(self, voice: Voice, category: int) -> bool:
        days = sorted(
            other.said_on
            for pk, other in self.voices.items()
            if other.unit_id == voice.unit_id
            and self._way(other) == self._way(voice)
            and other.withdrawn_at is None
            and other.said_on
            and any(code.hcat == category for code in self.codes.get(pk, ()))
        )
        window = timedelta(days=84)
        threes = zip(days, days[1:], days[2:], strict=False)
        return any(third - first <= window and first <= (voice.said_on or first) <= third for first, _, third in threes)

    def _way(self, voice: Voice) -> str:
        """By whom it goes: what names staff, or is said during care on a ward, goes round the line."""
        told = self.told[voice.pk]
        outside = told.tone == "named_staff" or (told.moment == "during" and told.service.endswith("Ward"))
        return "outside" if voice.route == "line" and outside else str(voice.route)

    def _wrong(self, task: Task) -> list[str]:
        """What is amiss with a task: its day, its level, its day for the next one, or nobody who has to do it."""
        found = []
        place = self.units.get(task.unit_id or 0, "")
        days = {hand.due_days(task.clock if not self._promised(task) else "", began) for began in self._began(task)}
        if task.due_on not in days:
            found.append(f"{task.kind} is due on {task.due_on}, by hand on {sorted(days)}")
        steps = hand.climb(task.ladder, place, task.due_on, self.today)
        level = steps[-1][0] if steps else 0
        if task.level != level:
            found.append(f"{task.kind} stands at {task.level}, by hand at {level}")
        if not task.level and task.due_on < self.today and task.raise_on is None:
            found.append(f"{task.kind} is late and goes nowhere")
        if task.level:
            found += self._shown(task)
        return found

    def _promised(self, task: Task) -> bool:
        """Whether the page's promise counts, not the clock: for what is read in the line, unless it is urgent."""
        return task.kind == "voices.reading" and task.clock == "first_read" and task.ladder == "line"

    def _began(self, task: Task) -> set[date]:
        """The day on which a clock may have begun: that of the task, or that on which the words came."""
        days = {task.opened_at.date()}
        if task.kind == "signals.take_up":
            reference = task.subject.removeprefix("signals.signal:")
            pk = next(pk for pk, signal in self.signals.items() if signal.reference == reference)
            mine = [self.by_reference[one] for one, signals in self.signals_of.items() if pk in signals]
            days |= {voice.received_at.date() for voice in mine}
        return days

    def _shown(self, task: Task) -> list[str]:
        """A task that has gone up is a stalled signal at its level."""
        shadow = [one for one in self.signals.values() if one.origin == f"task:{task.reference}"]
        if len(shadow) != 1 or shadow[0].state not in OPEN_SIGNALS or shadow[0].reached != task.level:
            return [f"{task.kind} stands at {task.level} and is not seen to have stalled there"]
        return []
