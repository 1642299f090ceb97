"""How often something may be done from one network: counted once for all processes, and forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from heard.organisations import packs
from heard.organisations.tests.factories import make_organisation
from heard.voices import jobs
from heard.voices.capture import limits
from heard.voices.models import Spent, Voice
from heard.voices.tests.speaking import Speaker, open_at

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOON = datetime(2026, 3, 2, 12, 59, tzinfo=UTC)


def test_so_many_tries_an_hour_and_no_more() -> None:
    most = packs.load("tell-us").content["limits_an_hour"]["pin"]
    with time_machine.travel(NOON, tick=False) as traveller:
        assert [limits.spend("pin", "one") for _ in range(most + 2)] == [True] * most + [False] * 2
        assert limits.spend("pin", "another")
        assert limits.spend("key", "one")
        limits.give_back("pin", "one")
        assert limits.spend("pin", "one")
        assert not limits.spend("pin", "one")
        traveller.shift(timedelta(minutes=1))
        limits.give_back("pin", "one")
        assert limits.spend("pin", "one"), "another hour begins anew"


def test_what_is_counted_names_nobody_and_is_gone_with_its_hour() -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        limits.spend("key", "192.0.2.77")
        assert "192.0.2.77" not in repr(list(Spent.objects.values()))
        jobs.forget_counts()
        assert Spent.objects.count() == 1
        traveller.shift(timedelta(minutes=1))
        jobs.forget_counts()
        assert not Spent.objects.exists()


def test_everybody_behind_one_address_can_speak_and_no_page_is_flooded_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = packs.load
    pack = real("tell-us")
    most = pack.content["limits_an_hour"]
    # On average ten a second from one address, and one in half a minute on one page.
    assert (most["network"], most["submissions"]) == (36_000, 120)
    trust = make_organisation("riverside")
    few = replace(pack, content={**pack.content, "limits_an_hour": {**most, "submissions": 1, "network": 2}})
    monkeypatch.setattr(packs, "load", lambda slug, on=None: few if slug == "tell-us" else real(slug, on))
    wards = [open_at(trust, name) for name in ("Kestrel Ward", "Heron Ward", "Eye Clinic")]
    assert Speaker(wards[0], "riverside").tell()
    assert Speaker(wards[1], "riverside").tell()
    for refused in (wards[0], wards[2]):
        speaker = Speaker(refused, "riverside")
        with pytest.raises(AssertionError, match="no key"):
            speaker.tell("Still here")
        assert "Too much has been sent from this network" in speaker.html
        assert "Still here" in speaker.html
    assert Voice.objects.count() == 2
