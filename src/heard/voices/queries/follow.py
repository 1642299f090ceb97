"""What whoever spoke sees of their own words: what happened, when, and by whom in which role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from heard.ledger import queries as ledger
from heard.ledger.queries import Entry
from heard.messages import queries as messages
from heard.messages.queries import Written
from heard.store.rows import sole
from heard.voices import ports
from heard.voices.models import Answer, Appeal, Misread, Original, Voice
from heard.voices.ports import Asked, Moment


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One answer in the speaker's own words, nothing masked."""

    question: str
    words: str


_TAKEN_BACK: Final = "voices.withdrawn-by-speaker"
ACKNOWLEDGED: Final = "acknowledgement"


def taken_back(entries: Iterable[Entry]) -> bool:
    """Whether it was whoever spoke who withdrew a withdrawn voice; what staff withdraw, they can still answer."""
    told = [one.kind for one in entries if one.kind in ("voices.withdrawn", _TAKEN_BACK)]
    return bool(told) and told[-1] == _TAKEN_BACK


@dataclass(frozen=True, slots=True)
class Followed:
    """A voice for whoever spoke. `service` and `answers` are shown after a tap or the PIN only."""

    reference: str
    organisation_id: int
    event: int
    service: str
    received_at: datetime
    withdrawn: bool
    # Withdrawn by whoever spoke, not by staff.
    taken_back: bool
    misread: bool
    answers: tuple[OwnAnswer, ...]
    moments: tuple[Moment, ...]
    # What they can say about whether it changed, oldest first.
    asked: tuple[Asked, ...] = ()
    # Whether they can ask the independent body to look again at it that their words are not published.
    may_appeal: bool = False
    # Its words are gone for good.
    erased: bool = False


def _read(content: Mapping[str, Any]) -> tuple[str, str]:
    return gettext("Read"), gettext("By a person: %(role)s.") % {"role": _role(content)}


def _opened(content: Mapping[str, Any]) -> tuple[str, str]:
    given = {"role": _role(content), "reason": content.get("reason", "")}
    title = gettext("Your own words were opened, with personal details")
    return title, gettext("By: %(role)s. Why: %(reason)s") % given


def _looked_up(content: Mapping[str, Any]) -> tuple[str, str]:
    given = {"role": _role(content), "reason": content.get("reason", "")}
    return gettext("Your telephone number or address was looked up"), gettext("By: %(role)s. Why: %(reason)s") % given


def _answered(content: Mapping[str, Any]) -> tuple[str, str]:
    by = " " + gettext("By: %(role)s.") % {"role": _role(content)} if content.get("role") else ""
    words = content.get("words") or gettext("You have an answer.")
    return gettext("Answered"), f"{words}{by}"


def _written(one: Written) -> str:
    """What somebody was written, and whether it went out to them: only what did, did."""
    if one.failed:
        said = gettext("Our message to you did not arrive. Our answer stands here.")
    elif one.reached:
        said = gettext("We wrote to you. Our answer stands here, too.")
    else:
        said = gettext("Our answer stands here.")
    return f"{said}\n{one.words}".strip()


def _confirmed(content: Mapping[str, Any]) -> tuple[str, str]:
    said = {
        "yes": gettext("yes"),
        "no": gettext("no"),
        "too_early": gettext("too early to say"),
        "cannot_tell": gettext("you cannot tell"),
    }
    worse = " " + gettext("You said that you were treated worse.") if content.get("treated_worse") else ""
    text = gettext("You said: %(answer)s.") % {"answer": said.get(content.get("answer", ""), "")}
    return gettext("You told us whether it changed"), " ".join(filter(None, (text + worse, _through(content))))


def _added(content: Mapping[str, Any]) -> tuple[str, str]:
    return gettext("You added something"), _through(content)


def _through(content: Mapping[str, Any]) -> str:
    """Who wrote it down, where somebody rang; '' where they did it themselves."""
    if content.get("by") != "telephone":
        return ""
    return gettext("By telephone, written down by: %(role)s.") % {"role": _role(content)}


def _heard(content: Mapping[str, Any]) -> tuple[str, str]:
    given = {"role": _role(content), "reason": content.get("reason", "")}
    return gettext("Your recording or photograph was opened"), gettext("By: %(role)s. Why: %(reason)s") % given


def _judged(content: Mapping[str, Any]) -> tuple[str, str]:
    after_all = gettext("Your words are to be published, without your name.")
    said = after_all if content.get("outcome") == "overturned" else gettext("Your words stay unpublished.")
    return gettext("The independent body has answered you"), f"{said}\n{content.get('words', '')}"


def _plain(title: str, text: str = "") -> Callable[[Mapping[str, Any]], tuple[str, str]]:
    return lambda _: (gettext(title), gettext(text))


def _role(content: Mapping[str, Any]) -> str:
    return gettext(content.get("role") or noop("a member of staff"))


def _reasoned(title: str) -> Callable[[Mapping[str, Any]], tuple[str, str]]:
    return lambda content: (gettext(title), str(content.get("reason", "")))


_ARRIVED = frozenset({"voices.received", "voices.entered"})
_SAID: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "voices.received": _plain(noop("Received"), noop("It waits for a person to read it.")),
    "voices.entered": _plain(noop("Received"), noop("A member of staff wrote down what you said.")),
    "voices.first-read": _read,
    "voices.answered": _answered,
    "voices.original-opened": _opened,
    "voices.contact-opened": _looked_up,
    "voices.added-to": _added,
    "voices.misread": _plain(
        noop("You said that it was not understood as you meant it"), noop("A person looks at it.")
    ),
    "voices.misread-settled": _plain(noop("A person has looked at how your words were understood")),
    "voices.confirmed": _confirmed,
    "voices.published": _plain(noop("Published without your name")),
    "voices.held": _plain(noop("Not published for now")),
    "voices.refused": _plain(noop("Not published"), noop("Two people decided so. It is still read and counted.")),
    "voices.attachment-opened": _heard,
    "voices.appealed": _plain(
        noop("You asked the independent body to look again"), noop("It answers you here. We cannot close it.")
    ),
    "voices.appeal-answered": _judged,
    "voices.withdrawn": _reasoned(noop("Withdrawn by us")),
    "voices.restored": _plain(noop("Brought back by us")),
    _TAKEN_BACK: _plain(noop("You took your words back"), noop("They are no longer counted or shown.")),
    "voices.erasure-asked": _plain(noop("Asked to be erased"), noop("They are erased after a few days.")),
    "voices.erasure-taken-back": _plain(noop("You keep your words after all")),
    "voices.erasure-refused": _reasoned(noop("Not erased")),
    "ledger.erased": _plain(noop("Your words were erased"), noop("Nobody can bring them back.")),
    "voices.followed-through-staff": _plain(
        noop("Somebody rang us with your key"), noop("A member of staff looked for them.")
    ),
}


def followed(reference: str) -> Followed | None:
    """A voice with everything that happened to it, oldest first; None where there is none."""
    row = sole(Voice.objects.select_related("unit").filter(reference=reference))
    if row is None:
        return None
    answers = Answer.objects.filter(voice=row, state=Answer.State.SAID).select_related("question").order_by("id")
    originals = dict(Original.objects.filter(answer__voice=row).values_list("answer_id", "words"))
    entries = ledger.history(f"voice:{reference}")
    asked = _asked(row, entries)
    own = tuple(
        OwnAnswer(gettext(one.question.wording) if one.question else "", originals.get(one.pk, one.words))
        for one in answers
    )
    return Followed(
        reference=row.reference,
        organisation_id=row.organisation_id,
        event=row.event,
        service="" if row.erased_at else row.unit.name,
        erased=row.erased_at is not None,
        received_at=row.received_at,
        withdrawn=row.withdrawn_at is not None,
        taken_back=row.withdrawn_at is not None and taken_back(entries),
        misread=Misread.objects.filter(voice=row, settled_at=None).exists(),
        answers=own,
        may_appeal=row.withdrawn_at is None
        and row.moderation in (Voice.Moderation.REFUSED, Voice.Moderation.HELD)
        and not Appeal.objects.filter(voice=row).exists(),
        moments=_moments(row, entries, asked),
        asked=asked,
    )


def _asked(row: Voice, entries: Iterable[Entry]) -> tuple[Asked, ...]:
    """What came of it elsewhere, and the answer that was written for this one person."""
    subject = f"voices.voice:{row.reference}"
    found = [one for more in ports.asked(row.reference) for one in more]
    written = (one for one in entries if one.kind == "voices.answered" and (one.content or {}).get("about") == subject)
    if last := max(written, key=lambda one: one.at, default=None):
        found.append(Asked(subject, gettext("Our answer of %(day)s") % {"day": _day(last.at)}))
    return tuple(found)


def _moments(row: Voice, entries: Sequence[Entry], asked: Iterable[Asked]) -> tuple[Moment, ...]:
    found = []
    named = {one.about: one.text for one in asked}
    subject = f"voices.voice:{row.reference}"
    # A decision tells itself that it was sent.
    written = messages.written_to(row.organisation_id, subject)
    letters = [one for one in written if one.template == "reply"]
    read = any(entry.kind == "voices.first-read" for entry in entries)
    answered = set()
    for entry in entries:
        about = str((entry.content or {}).get("about", ""))
        if entry.kind in _SAID and not (entry.kind == "voices.answered" and about.startswith("decisions.")):
            title, text = _SAID[entry.kind](entry.content or {})
            text = f"{named[about]}\n{text}" if about in named and entry.kind == "voices.confirmed" else text
            if entry.kind == "voices.received" and read:
                text = ""
            if entry.kind == "voices.answered" and not (entry.content or {}).get("words"):
                mine = [one for one in letters if one.about == about]
                text = _written(mine[-1]) if mine else text
                answered.add(about)
            found.append(Moment(entry.at, entry.kind, title, text))
    found += [
        Moment(one.at, "voices.answered", gettext("Answered"), _written(one))
        for one in letters
        if one.failed and one.about not in answered
    ]
    told = gettext("We wrote to you that we have your words")
    found += [
        Moment(one.at, "voices.acknowledged", told) for one in written if one.template == ACKNOWLEDGED and one.reached
    ]
    # What other rooms say is looked up too: their set sentences have their Welsh, what people wrote has none.
    others = (moment for more in ports.timeline(row.reference) for moment in more)
    found += [replace(moment, title=gettext(moment.title), text=gettext(moment.text)) for moment in others]
    # What a computer made of it bears the time at which it came: it was received first.
    return tuple(sorted(found, key=lambda moment: (moment.kind not in _ARRIVED, moment.at)))


def _day(at: datetime) -> str:
    day = timezone.localdate(at)
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def spoken_answers(reference: str) -> tuple[datetime, list[int]]:
    """When a voice was received, and the ids of its answers with words; for what upper rooms add to its timeline."""
    rows = Answer.objects.filter(voice__reference=reference, state=Answer.State.SAID).order_by("id")
    found = list(rows.values_list("id", "voice__received_at"))
    return (found[0][1] if found else timezone.now()), [pk for pk, _ in found]
