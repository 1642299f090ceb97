"""A voice goes round the line of its service once it is understood that it has to."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from heard.ledger import actions as ledger
from heard.ledger.actions import NewEvent
from heard.organisations import queries as organisations
from heard.organisations.policy import SYSTEM
from heard.tasks import actions as tasks
from heard.tasks import queries as open_tasks
from heard.voices import ports
from heard.voices.actions.answering import CAME_BACK, MISREAD, MODERATION
from heard.voices.actions.answering import KIND as REPLY
from heard.voices.actions.attaching import KIND as RECORDING
from heard.voices.actions.reading import HELD, ask, finish, reading, subject_of, task_about
from heard.voices.actions.reading import KIND as READING
from heard.voices.capture.routes import narrower
from heard.voices.models import Voice
from heard.voices.queries.erasing import subject_of as record_of

# What the people of a way do themselves; the rest is moderators', who do not see what goes round the line.
_OWN = frozenset({READING, REPLY, CAME_BACK, RECORDING})


@transaction.atomic
def narrow_routes(*, routes: Mapping[str, str]) -> int:
    """Send voices, given with the Voice.Route of each, by that way where it is narrower than theirs; returns how many.

    That somebody tells of abuse, names staff or speaks from a bed shows when their words are coded. From then on the
    service neither reads nor finds them, and what had to be done about them is for the people of their way.
    """
    rows = Voice.objects.select_for_update().filter(reference__in=list(routes))
    found = [voice for voice in rows.order_by("id") if narrower(voice.route, routes[voice.reference]) != voice.route]
    for voice in found:
        voice.route = Voice.Route(routes[voice.reference])
    if not found:
        return 0
    held = [voice for voice in found if voice.moderation == Voice.Moderation.WAITING]
    for voice in held:
        voice.moderation = Voice.Moderation.NONE
    Voice.objects.bulk_update(found, ["route", "moderation"])
    ports.changed(ports.VoicesChanged([voice.pk for voice in found], "routed"))
    ledger.record_many(
        events=[NewEvent("voices.routed", record_of(voice.reference), {"route": str(voice.route)}) for voice in found]
    )
    for voice in found:
        # What a file brought has no reader of its own.
        if voice.batch_id is None:
            _move(voice)
    return len(found)


def _move(voice: Voice) -> None:
    """What has to be done about a voice goes by its way, no later than it was to be done."""
    service = organisations.units([voice.unit_id])[voice.unit_id].name
    for task in open_tasks.tasks_about(subject_of(voice.reference)):
        title = task.title.removesuffix(f" about {service}")
        asked = task_about(voice, None, task.kind, title, clock=task.clock, service=service)
        if not task.live:
            # Nor does the list of what was done say that the voice is there.
            tasks.move_closed(actor=SYSTEM, reference=task.reference, asked=asked)
        elif task.kind in _OWN:
            if task.kind == READING:
                asked = reading(voice, None, urgent=False, service=service)
            tasks.restate_task(actor=SYSTEM, asked=asked)
        elif task.kind in {MODERATION, MISREAD, HELD}:
            finish(SYSTEM, voice.reference, task.kind)
            if task.kind == MISREAD:
                # Those of its way look at it again, as they do where it went by it from the start.
                ask([reading(voice, None, urgent=False, service=service)])
