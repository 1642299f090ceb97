"""A voice arrives by itself: from the public page, or entered by staff for somebody who rang, wrote or came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection

from heard.organisations import packs
from heard.organisations import queries as organisations
from heard.organisations.models import Organisation, Unit
from heard.organisations.policy import Actor
from heard.store import sql
from heard.store.rows import sole
from heard.voices.actions.taking import Received, Said, Sending, sent_before, take
from heard.voices.capture.complaints import QUESTIONS
from heard.voices.capture.wishes import Wishes
from heard.voices.errors import Refused
from heard.voices.models import CapturePoint, InvitationList, Voice
from heard.voices.policy import require

__all__ = ["Received", "Said", "complain_about_heard", "enter_for_someone", "receive_invited", "receive_voice"]

# Of a service's page, its unit and its organisation, what taking a voice there needs. As one statement that is written
# once: to read all of it, or to have Django put it together, costs as much as a step of the journey.
_POINT: Final = ("id", "unit_id", "organisation_id", "role", "reader_id", "deputy_id", "promise")
_UNIT: Final = ("id", "organisation_id", "reference", "name")
_ORGANISATION: Final = ("id", "code", "name", "nation")
_NEEDED: Final = f"""
    SELECT p.opened_at IS NOT NULL AND p.closed_at IS NULL,
           {", ".join(f"p.{name}" for name in _POINT)}, {", ".join(f"u.{name}" for name in _UNIT)},
           {", ".join(f"o.{name}" for name in _ORGANISATION)}
      FROM voices_capturepoint p
      JOIN organisations_unit u ON u.id = p.unit_id
      JOIN organisations_organisation o ON o.id = p.organisation_id
     WHERE p.id = %s"""  # noqa: S608 - names of columns, no input


def receive_voice(
    *, point_id: int, token: str, said: Said, invited: str = "", within: Callable[[], bool] | None = None
) -> Received:
    """Take what somebody says on a service's page; the same token again gives the same receipt, and nothing twice.

    `invited` is the code of the list of invitations whose link they came by: its answers are counted. `within` counts
    what is new and right against a limit, and says whether it is within it. Raises Refused with the sentence for the
    field where something is missing or too long, or the page is closed; TooMuch where the limit is reached.
    """
    is_open, point = _point(point_id)
    if known := sent_before(token, said):
        return known
    if not is_open:
        raise Refused("This page has closed. Ring the number on it instead.")
    lists = InvitationList.objects.filter(organisation=point.organisation_id, code=invited) if invited else None
    by = lists.values_list("pk", flat=True).first() if lists is not None else None
    where = (point.unit_id, point.organisation_id, Voice.Channel.ONLINE, point)
    return take(Sending(said, token, *where, invited_id=by, within=within))


def _point(point_id: int) -> tuple[bool, CapturePoint]:
    """Whether people can speak there, and the point with its unit and organisation; other columns are read if asked."""
    with sql.planned_cursor(connection) as cursor:
        cursor.execute(_NEEDED, [point_id])
        row = cursor.fetchone()
    if row is None:
        raise CapturePoint.DoesNotExist
    middle, last = 1 + len(_POINT), 1 + len(_POINT) + len(_UNIT)
    point = CapturePoint.from_db(connection.alias, _POINT, row[1:middle])
    point.unit = Unit.from_db(connection.alias, _UNIT, row[middle:last])
    point.organisation = Organisation.from_db(connection.alias, _ORGANISATION, row[last:])
    point.unit.organisation = point.organisation
    return bool(row[0]), point


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
