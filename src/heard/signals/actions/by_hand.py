"""Signals that a person raises, or that follow from what somebody confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from heard.organisations.errors import Refused
from heard.organisations.models import Unit
from heard.organisations.policy import Actor, can
from heard.signals import policy
from heard.signals.actions import changing
from heard.signals.models import Signal, SignalVoice
from heard.signals.rules import rules
from heard.voices.capture.routes import narrower
from heard.voices.policy import may_read
from heard.voices.queries.briefs import Brief, briefs_by_reference, said


@transaction.atomic
def raise_signal(
    *,
    actor: Actor,
    organisation_id: int,
    why: str,
    level: int = 2,
    unit_id: int | None = None,
    voice_references: Sequence[str] = (),
    kind: str = Signal.Kind.MANUAL,
    route: str = Signal.Route.LINE,
    origin: str = "",
) -> str:
    """Raise a signal by hand, about a place or about what somebody said; returns its reference.

    `why` is one's own sentence; personal data in it is masked. With an `origin`, asked again, the same one is returned.
    """
    changed = Signal.objects.filter(organisation=organisation_id, origin=origin).first() if origin else None
    if changed is not None:
        return changed.reference
    if level not in (1, 2, 3):
        raise Refused("Choose how serious it is.", "level")
    if route not in policy.WAYS:
        raise Refused("Choose by which way it goes.", "route")
    if unit_id is not None and not Unit.objects.filter(pk=unit_id, organisation=organisation_id).exists():
        raise Refused("Choose a service of this organisation, or the whole organisation.", "unit")
    spoken = _spoken(actor, organisation_id, voice_references)
    day = timezone.localdate()
    signal = Signal(
        organisation_id=organisation_id,
        unit_id=unit_id,
        kind=kind,
        origin=origin,
        level=level,
        raised_at=timezone.now(),
        seen_since=min([day, *(one.said_on for one in spoken if one.said_on)]),
        seen_until=day,
        why=changing.said(why, "Enter why it has to be looked at.", "why"),
        route=narrower(route, *(one.route for one in spoken)),
    )
    policy.require(can(actor, "raise_signals", signal), "Your role does not include raising a signal here.")
    signal.save()
    words = link_said(signal, spoken)
    changing.ask_to_take_up(actor, signal, rules())
    signal.save()
    changing.record(
        actor,
        "raised",
        signal,
        kind=str(kind),
        level=level,
        route=str(signal.route),
        backlog=False,
        why=signal.why,
        voices=list(voice_references),
        words=words,
    )
    return signal.reference


@transaction.atomic
def raise_treated_worse(*, actor: Actor, organisation_id: int, voice_reference: str) -> str | None:
    """Somebody says that they were treated worse for speaking: a signal outside the line, once a day for each voice."""
    brief = briefs_by_reference(organisation_id, [voice_reference]).get(voice_reference)
    if brief is None:
        return None
    return raise_signal(
        actor=actor,
        organisation_id=organisation_id,
        unit_id=brief.unit_id,
        why=rules().why("treated_worse"),
        level=3,
        # What was withdrawn since has no words to look at, and whoever said it is no less treated worse.
        voice_references=[] if brief.withdrawn_at else [voice_reference],
        kind=Signal.Kind.TREATED_WORSE,
        route=Signal.Route.OUTSIDE,
        origin=f"worse:{voice_reference}:{timezone.localdate().isoformat()}",
    )


def link_said(signal: Signal, found: Sequence[Brief]) -> dict[str, str]:
    """The answers of these voices in the signal; returns the fingerprints of their words by answer."""
    return link_said_many((signal, one) for one in found)


def link_said_many(pairs: Iterable[tuple[Signal, Brief]]) -> dict[str, str]:
    """As link_said, of many signals at once."""
    signals: dict[int, list[tuple[Signal, str]]] = defaultdict(list)
    for signal, voice in pairs:
        signals[voice.id].append((signal, voice.reference))
    now = timezone.now()
    links = [
        SignalVoice(
            signal=signal,
            voice_reference=reference,
            answer_id=answer,
            level=signal.level,
            words_hash=changing.words_hash(words),
            at=now,
        )
        for voice, answer, words in (said(signals) if signals else ())
        for signal, reference in signals[voice]
    ]
    SignalVoice.objects.bulk_create(links)
    return {str(link.answer_id): link.words_hash for link in links}


def _spoken(actor: Actor, organisation_id: int, references: Sequence[str]) -> list[Brief]:
    """The voices that a signal is about. Raises Refused for one that is not there for this actor."""
    found = briefs_by_reference(organisation_id, references)
    if any(one not in found or found[one].withdrawn_at or not may_read(actor, found[one]) for one in references):
        raise Refused("Choose a voice that exists.", "voices")
    return [found[one] for one in references]
