"""What a message says about how to follow one's words: where the person has their key, the page, and whom to ring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.urls import reverse

from heard.organisations import packs
from heard.voices.models import CapturePoint, Contact, Receipt, Voice

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Following:
    """For one person: a sentence or two, empty where they have no key; and the number to ring."""

    sentence: str
    phone: str


def how_to_follow(organisation_id: int, references: Iterable[str]) -> dict[str, Following]:
    """What to tell whoever spoke, by the reference of their voice, in their language. Three queries for each 500.

    The key is kept nowhere: a receipt has it, or it was said on the telephone. What a file brought has none.
    """
    texts = packs.load("following").content["texts"]
    found: dict[str, Following] = {}
    wanted = iter(dict.fromkeys(references))
    while part := list(islice(wanted, _CHUNK)):
        rows = Voice.objects.filter(organisation=organisation_id, reference__in=part).select_related("organisation")
        voices = list(rows)
        keys = set(Receipt.objects.filter(voice__in=voices).values_list("voice_id", flat=True))
        phones = _phones({voice.unit_id for voice in voices if voice.route == Voice.Route.LINE})
        for voice in voices:
            said = texts.get(voice.language, texts["en"])
            sentence = _sentence(voice, said) if voice.pk in keys else ""
            found[voice.reference] = Following(sentence, phones.get(voice.unit_id) or said["no_phone"])
    return found


def with_key(organisation_id: int, references: Iterable[str]) -> set[str]:
    """Those of these voices whose speakers have a key to follow them by. One query."""
    rows = Receipt.objects.filter(voice__organisation=organisation_id, voice__reference__in=list(references))
    return set(rows.values_list("voice__reference", flat=True))


def with_contact(organisation_id: int, references: Iterable[str]) -> set[str]:
    """Those of these voices whose speakers left how to reach them. One query."""
    rows = Contact.objects.filter(voice__organisation=organisation_id, voice__reference__in=list(references))
    return set(rows.values_list("voice__reference", flat=True))


def _phones(unit_ids: set[int]) -> dict[int, str]:
    """The number of each service's page. Of one outside the line nobody is sent to the service."""
    points = CapturePoint.objects.filter(unit__in=unit_ids).exclude(phone="").select_related("unit")
    return {point.unit_id: f"{point.phone} ({point.phone_name or point.unit.name})" for point in points}


def _sentence(voice: Voice, said: dict[str, Any]) -> str:
    key = said["key"].get(voice.channel, said["key"]["other"])
    site = settings.MESSAGES["site"]
    link = site + reverse("follow", args=[voice.organisation.code]) if site else ""
    return f"{key} {said['page'].format(link=link) if link else said['no_page']}"
