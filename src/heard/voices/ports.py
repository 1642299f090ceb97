"""What voices tells the rooms above it. `config.ports` connects the functions that listen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pyarrow as pa
from django.http import HttpRequest
from markupsafe import Markup

from heard.store.ports import Port

if TYPE_CHECKING:
    from heard.voices.queries import VoiceDetail

Made = TypeVar("Made")


class Lot:
    """The answers of several chunks that are stored one after another: what is looked at once serves them all.

    words: string [N], masked, as everyone reads them; empty where nothing was said. kinds: the kind of question of
    each.
    """

    def __init__(self, words: pa.Array, kinds: Sequence[str]) -> None:
        self.words = words
        self.kinds = kinds
        self._made: dict[Callable[..., Any], Any] = {}

    def once(self, make: Callable[[pa.Array, Sequence[str]], Made]) -> Made:
        """What `make` makes of all these answers, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self.words, self.kinds)
        made: Made = self._made[make]
        return made


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """New voices with their answers, column by column, before they are written.

    `voices` has one row per voice: voice_id int64, organisation_id int64, unit_id int64, said_on date32 (null while
    undecided), rating int8 (null: none; 0: unknown code), relation int8 and channel int8 (their places among
    Voice.Relation and Voice.Channel; 0 is 'not said'), source_id int64 (null).
    `answers` has one row per answer with words: answer_id int64, voice (int32 position in `voices`), question_id
    int64 (null), question_kind string, words string (masked, as everyone reads them).
    `lot` holds the same answers among those of other chunks, at `rows`; None where they come alone.
    `outside` has the ids of those that go round the line of their service; None where the caller does not say.
    """

    voices: pa.RecordBatch
    answers: pa.RecordBatch
    lot: Lot | None = None
    rows: Any = None
    outside: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class VoicesChanged:
    """Voices of which something that is counted has changed, told after the change and in its transaction."""

    voice_ids: Sequence[int]
    # withdrawn: no longer counted, found or shown. restored: the reverse. dated: said_on changed.
    # deleted: the rows are gone. routed: outside the line from now on, where few may find their words.
    what: Literal["withdrawn", "restored", "dated", "deleted", "routed"]
    # For 'dated': the new date of each voice, in the order of voice_ids.
    dates: Sequence[date | None] = ()
    # For 'restored': answers that these voices had and that are deleted now, with everything known about them.
    # For 'deleted': the answers of those voices that were withdrawn, which nobody shows or counts any more.
    gone_answers: Sequence[int] = ()


# Called outside the transaction with a batch; what it returns is called inside, after voices and answers are written.
stored: Port[[StoredBatch], Callable[[], None]] = Port("voices.stored")

# The same for new answers of voices that were stored before (a later file brought another question's answer):
# `voices` then holds those voices as they are stored, already counted. Called like `stored`.
added: Port[[StoredBatch], Callable[[], None]] = Port("voices.added")

# Called inside the transaction of the change.
changed: Port[[VoicesChanged], None] = Port("voices.changed")

# Which of these voices are cited or answered elsewhere, so that their import can no longer be undone.
fixed: Port[[Sequence[int]], set[int]] = Port("voices.fixed")

# Which of these voices somebody still has to take up or to decide about, so that staff cannot withdraw them unseen.
undecided: Port[[Sequence[int]], set[int]] = Port("voices.undecided")


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a voice's page that another room brings: a heading, and what stands below it, already escaped."""

    anchor: str
    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a reader came from: the address of the search, and those of the voices before and after in it, if any."""

    back: str
    back_text: str
    previous: str = ""
    next: str = ""


# What other rooms know about a voice; called by its page, before which the reader's right to see it was asked.
panels: Port[[HttpRequest, VoiceDetail], list[Panel]] = Port("voices.panels")

# The search that `?from=` names (its query string), and the neighbours of this voice in it; None where it names none.
trail: Port[[HttpRequest, VoiceDetail, str], Trail | None] = Port("voices.trail")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What somebody answered to 'Did it change?', and whether they were treated worse for having spoken."""

    voice_reference: str
    organisation_id: int
    # '<room>.<kind>:<reference>' of the decision, action or reply asked about; '' where it was the whole.
    about: str
    answer: Literal["yes", "no", "too_early", "cannot_tell"]
    treated_worse: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a voice, for the page of whoever spoke: no staff member's name, no service's name."""

    at: datetime
    kind: str
    title: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something about which whoever spoke can say whether it changed. `text` is shown to them."""

    # '<room>.<kind>:<reference>', as in Confirmation.about.
    about: str
    text: str


# What came of a voice (its reference) and can be asked about: a decision, what was done, a reason, an answer.
asked: Port[[str], list[Asked]] = Port("voices.asked")

# Called inside the transaction that keeps the answer: 'no' reopens, treated worse becomes a signal outside the line.
# Each says whether it has something on a clock now about what did not change.
confirmed: Port[[Confirmation], bool] = Port("voices.confirmed")

# What the rooms above add to the timeline of a voice, by its reference.
timeline: Port[[str], list[Moment]] = Port("voices.timeline")
