"""A voice arrives by itself: from the public page, or entered by staff for somebody who rang, wrote or came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from heard.organisations import packs
from heard.organisations import queries as organisations
from heard.organisations.policy import Actor
from heard.store.rows import sole
from heard.voices.actions.taking import Received, Said, Sending, sent_before, take
from heard.voices.capture.complaints import QUESTIONS
from heard.voices.capture.wishes import Wishes
from heard.voices.errors import Refused
from heard.voices.models import CapturePoint, InvitationList, Voice
from heard.voices.policy import require

__all__ = ["Received", "Said", "complain_about_heard", "enter_for_someone", "receive_invited", "receive_voice"]

# Of a service's page, what taking a voice there needs; to read all of it costs as much as a step of the journey.
_NEEDED: Final = (
    *("unit_id", "organisation_id", "opened_at", "closed_at", "role", "reader_id", "deputy_id", "promise"),
    *("unit__name", "organisation__nation"),
)


def receive_voice(
    *, point_id: int, token: str, said: Said, invited: str = "", within: Callable[[], bool] | None = None
) -> Received:
    """Take what somebody says on a service's page; the same token again gives the same receipt, and nothing twice.

    `invited` is the code of the list of invitations whose link they came by: its answers are counted. `within` counts
    what is new and right against a limit, and says whether it is within it. Raises Refused with the sentence for the
    field where something is missing or too long, or the page is closed; TooMuch where the limit is reached.
    """
    point = CapturePoint.objects.select_related("unit", "organisation").only(*_NEEDED).get(pk=point_id)
    if known := sent_before(token, said):
        return known
    if point.opened_at is None or point.closed_at is not None:
        raise Refused("This page has closed. Ring the number on it instead.")
    lists = InvitationList.objects.filter(organisation=point.organisation_id, code=invited) if invited else None
    by = lists.values_list("pk", flat=True).first() if lists is not None else None
    where = (point.unit_id, point.organisation_id, Voice.Channel.ONLINE, point)
    return take(Sending(said, token, *where, invited_id=by, within=within))


def enter_for_someone(*, actor: Actor, unit_id: int, channel: str, token: str, said: Said) -> Received:
    """Keep what somebody said by telephone, on paper or face to face: as good as if they had typed it themselves.

    Raises Refused where the actor may not at this service, or the way is none of a conversation's.
    """
    unit = organisations.units([unit_id]).get(unit_id)
    if unit is None:
        raise Refused("Choose the service that it is about.", "unit")
    require(actor, "enter_voices", _Place(unit.organisation_id, unit_id))
    if channel not in {Voice.Channel.PAPER, Voice.Channel.TELEPHONE, Voice.Channel.FACE_TO_FACE}:
        raise Refused("Choose how they told you.", "channel")
    if known := sent_before(token, said):
        return known
    point = sole(CapturePoint.objects.filter(unit=unit_id))
    return take(Sending(said, token, unit_id, unit.organisation_id, channel, point, actor))


def complain_about_heard(
    *, organisation_id: int, token: str, about: str, words: str, contact: Mapping[str, str]
) -> Received:
    """Keep a complaint about Heard itself; the same token again gives the same receipt, and nothing twice.

    Those read it who read what goes round the line of a service, and they owe an answer: by what was given to reach
    whoever complains, else under their key. Raises Refused with the sentence for the field.
    """
    if about not in QUESTIONS:
        raise Refused("Choose what it is about", "about")
    given = {way: text for way, text in contact.items() if text}
    said = Said(
        QUESTIONS[about], words, relation="public", wishes=Wishes(reply=True, not_this_ward=True), contact=given
    )
    if known := sent_before(token, said):
        return known
    root = organisations.root_unit(organisation_id)
    return take(Sending(said, token, root.id, organisation_id, Voice.Channel.ONLINE, None, answer_owed=True))


def receive_invited(*, unit_id: int, channel: str, token: str, words: str, contact: Mapping[str, str]) -> Received:
    """Keep what somebody writes back to an invitation instead of following its link: as good as if they had.

    They are answered at the address that they wrote from. Raises Refused where there is nothing to keep.
    """
    unit = organisations.units([unit_id])[unit_id]
    said = Said(packs.load("tell-us").content["words"], words, contact=contact)
    if known := sent_before(token, said):
        return known
    point = sole(CapturePoint.objects.filter(unit=unit_id))
    return take(Sending(said, token, unit_id, unit.organisation_id, channel, point))


@dataclass(frozen=True, slots=True)
class _Place:
    organisation_id: int
    unit_id: int
