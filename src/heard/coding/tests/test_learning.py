"""Corrections teach: measured on labels kept aside, adopted by a person, coded again, rolled back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heard.coding import machine
from heard.coding.actions import calibrations, counts, recoding
from heard.coding.actions.corrections import agree, correct, take_back
from heard.coding.models import Calibration, Code, ExploreAnswer, Recoding
from heard.coding.queries.calibrations import calibrations as versions
from heard.coding.queries.current import checked, current
from heard.coding.tests.checked import LEFT_OUT, make_checked, sentence
from heard.coding.tests.spoken import Spoken, speak
from heard.ledger.queries import history
from heard.methods.coding import SHIPPED, Coder
from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_actor, make_organisation, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(scope="module")
def shipped() -> Coder:
    return Coder.load(SHIPPED)


@pytest.fixture(autouse=True)
def _real_coder(monkeypatch: pytest.MonkeyPatch, shipped: Coder) -> None:
    monkeypatch.setattr(machine, "coder", lambda: shipped)


def test_two_hundred_corrections_teach_what_a_person_then_adopts_and_takes_back() -> None:
    organisation = make_organisation()
    ward = make_unit(organisation, kind="ward")
    analyst, board = make_actor(organisation, Role.ANALYST), make_actor(organisation, Role.BOARD_MEMBER)
    asked = {"actor": analyst, "organisation_id": organisation.id}
    make_checked(organisation.id, ward.id, analyst, 150)
    with pytest.raises(Refused, match="Check 50 more comments"):
        calibrations.learn(**asked)
    make_checked(organisation.id, ward.id, analyst, 60, first=150)
    (unread,) = speak(organisation.id, [Spoken(ward.id, answers=[("Why?", sentence(225))])])
    # Measured on labels that taught nothing, and nothing is coded otherwise yet.
    reference = calibrations.learn(**asked)
    (proposal,) = versions(organisation.id)
    assert (proposal.state, proposal.learned + proposal.kept_aside) == ("proposed", 210)
    assert proposal.difference[1] <= proposal.difference[0] <= proposal.difference[2]
    assert proposal.after[0] - proposal.before[0] == pytest.approx(proposal.difference[0])
    assert proposal.difference[1] > 0, "these labels leave a theme out throughout: that can be learned"
    assert machine.of(organisation.id).name == machine.coder().name
    for actor in (board, SYSTEM):
        with pytest.raises(Refused):
            calibrations.adopt(actor=actor, organisation_id=organisation.id, reference=reference)
    # Adopted: in force for this organisation alone, and what the machine coded is coded again.
    assert ExploreAnswer.objects.get(voice_id=unread.pk).themes >> LEFT_OUT & 1
    calibrations.adopt(**asked, reference=reference)
    assert machine.of(organisation.id).name == f"{machine.coder().name}+{organisation.id}.1"
    assert machine.of(make_organisation().id).name == machine.coder().name
    by_people = set(Code.objects.filter(person__isnull=False).values_list("answer_id", "number"))
    again = Recoding.objects.get()
    while recoding.recode_step(actor=SYSTEM, reference=again.reference):
        pass
    again.refresh_from_db()
    assert (again.looked, again.done_at is not None) == (211, True)
    assert set(Code.objects.filter(person__isnull=False).values_list("answer_id", "number")) == by_people
    answer = ExploreAnswer.objects.get(voice_id=unread.pk)
    assert current([answer.answer_id])[answer.answer_id].themes == answer.themes
    assert counts.differences(organisation.id) == []
    assert not answer.themes >> LEFT_OUT & 1
    # Taken back: the shipped coder holds, and codes again what the other coded.
    calibrations.roll_back(**asked)
    assert machine.of(organisation.id).name == machine.coder().name
    assert Calibration.objects.get().state == "rolled_back"
    last = Recoding.objects.latest("id")
    while recoding.recode_step(actor=SYSTEM, reference=last.reference):
        pass
    assert counts.differences(organisation.id) == []
    assert ExploreAnswer.objects.get(voice_id=unread.pk).themes >> LEFT_OUT & 1
    kinds = [entry.kind for entry in history(f"organisation:{organisation.reference}")]
    for kind in ("learned", "adopted", "rolled-back"):
        assert f"coding.calibration-{kind}" in kinds
    with pytest.raises(Refused, match="nothing to roll back"):
        calibrations.roll_back(**asked)


def test_coding_again_asks_as_often_for_many_as_for_few() -> None:
    numbers = []
    for count in (3, 40):
        organisation = make_organisation()
        ward = make_unit(organisation, kind="ward")
        speak(organisation.id, [Spoken(ward.id, answers=[("Why?", f"Cold food {n}")]) for n in range(count)])
        taught = {"slope": 4, "intercept": 0, "measured": {}, "made_at": timezone.now(), "state": "adopted"}
        artefact = machine.coder().artefact
        Calibration.objects.create(
            organisation_id=organisation.id,
            number=1,
            frame=artefact.frame,
            model=artefact.name,
            thresholds=[5.0] * len(artefact.themes),
            **taught,
        )
        reference = recoding.begin_recoding(actor=SYSTEM, organisation_id=organisation.id)
        with CaptureQueriesContext(connection) as queries:
            recoding.recode_step(actor=SYSTEM, reference=reference)
        numbers.append(len(queries))
        assert Recoding.objects.get(reference=reference).changed == count
    assert numbers[0] == numbers[1]


def test_agreeing_and_undoing_leave_the_machines_code_in_force() -> None:
    organisation = make_organisation()
    ward = make_unit(organisation, kind="ward")
    analyst, other = make_actor(organisation, Role.ANALYST), make_actor(organisation, Role.MODERATOR)
    (voice,) = speak(organisation.id, [Spoken(ward.id, answers=[("Why?", "The food was cold")])])
    answer = ExploreAnswer.objects.get(voice_id=voice.pk).answer_id
    first = current([answer])[answer]
    number = agree(actor=analyst, answer_id=answer)
    (row,) = checked(organisation.id)
    assert (row.themes, row.machine_themes, row.model) == (first.themes, first.themes, machine.coder().name)
    with pytest.raises(Refused):
        take_back(actor=other, answer_id=answer, number=number)
    take_back(actor=analyst, answer_id=answer, number=number)
    assert checked(organisation.id) == []
    assert current([answer])[answer].meaning == first.meaning
    given = correct(actor=analyst, answer_id=answer, themes=[3], sentiment=None, seriousness=2)
    take_back(actor=analyst, answer_id=answer, number=given)
    assert current([answer])[answer].run_id == first.run_id
    assert counts.differences(organisation.id) == []
