"""A frame of one's own: made, labelled, learned, measured, put in force, taken back; and counting by any frame."""

from __future__ import annotations

import pytest

from heard.coding import jobs
from heard.coding.actions import frames as actions
from heard.coding.actions import learning
from heard.coding.models import LocalCode, LocalExample, LocalModel
from heard.coding.queries import frames as queries
from heard.coding.queries.shapes import Filters
from heard.coding.tests.ground import Ground, make_ground, signed_in
from heard.coding.tests.spoken import Spoken, speak
from heard.ledger.actions import forget
from heard.ledger.queries import history
from heard.methods.emerging.tests.planted import comments
from heard.organisations.errors import Refused
from heard.organisations.queries import Scope, actor
from heard.store.background import run_all_now

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LABELS = [("Meals", "Food and drink"), ("Night noise", "Bells, beds and noise"), ("Wigs", "")]
TEXTS = comments(150, 4)


def labels_of(text: str) -> set[int]:
    """What a person would tick."""
    food = any(word in text for word in ("food", "Tea"))
    return {bit for bit, fits in enumerate((food, "noisy at night" in text or "bed was hard" in text)) if fits}


@pytest.fixture
def ground() -> Ground:
    ground = make_ground(voices=False)
    speak(ground.organisation.id, [Spoken(ground.heron.id, answers=[("Why?", text)]) for text in TEXTS])
    return ground


@pytest.fixture
def given(ground: Ground) -> dict:
    return {"actor": actor(ground.people["lead"]), "organisation_id": ground.organisation.id}


@pytest.fixture
def frame(given: dict) -> str:
    return actions.make_frame(**given, name="Ours", labels=LABELS)


def row(ground: Ground, reference: str) -> queries.FrameRow:
    found = queries.own_frame(ground.organisation.id, reference)
    assert found is not None
    return found


def label(ground: Ground, given: dict, frame: str, count: int) -> None:
    scope = Scope(ground.organisation.id, None)
    for _ in range(count):
        said = queries.next_comment(scope, row(ground, frame))
        assert said is not None
        actions.label_comment(**given, reference=frame, answer_id=said.answer_id, labels=labels_of(said.words))


def taught(given: dict, frame: str) -> None:
    lines = ["comment,labels"]
    for text in comments(200, 11):
        lines.append(f'"{text}",{"|".join(LABELS[bit][0] for bit in sorted(labels_of(text)))}')
    assert actions.take_examples(**given, reference=frame, content="\n".join(lines).encode()) == 200


def test_comments_are_labelled_one_at_a_time_each_once(ground: Ground, given: dict, frame: str) -> None:
    label(ground, given, frame, 12)
    examples = LocalExample.objects.all()
    assert len({example.answer_id for example in examples}) == 12
    found = row(ground, frame)
    assert (found.examples, found.labels[0].examples) == (12, sum(example.labels & 1 for example in examples))
    # The same comment again replaces what was said of it.
    actions.label_comment(**given, reference=frame, answer_id=examples[0].answer_id, labels=[2])
    assert row(ground, frame).examples == 12
    wanted = queries.next_comment(Scope(ground.organisation.id, None), found, "noisy")
    assert wanted is not None
    assert "noisy" in wanted.words
    with pytest.raises(Refused, match="from the list"):
        actions.label_comment(**given, reference=frame, answer_id=examples[0].answer_id, labels=[9])
    with pytest.raises(Refused, match="not there"):
        actions.label_comment(**given, reference=frame, answer_id=-1, labels=[])


def test_what_is_learned_is_measured_put_in_force_and_taken_back(ground: Ground, given: dict, frame: str) -> None:
    with pytest.raises(Refused, match="at least 50"):
        learning.ask_learning(**given, reference=frame)
    taught(given, frame)
    label(ground, given, frame, 3)
    assert learning.ask_learning(**given, reference=frame) == 1
    with pytest.raises(Refused, match="learning already"):
        learning.ask_learning(**given, reference=frame)
    run_all_now()
    (model,) = row(ground, frame).models
    meals, night, wigs = model.labels
    assert (model.state, model.examples) == ("ready", 203)
    assert not meals["problem"]
    assert not night["problem"]
    assert wigs["problem"] == "too few examples: 0 of 15"
    assert LocalCode.objects.count() == 0
    learning.adopt_model(**given, reference=frame, number=1)
    run_all_now()
    assert LocalCode.objects.count() == len(TEXTS)
    counted = queries.counted_by(Scope(ground.organisation.id, None), Filters(unit_id=ground.medicine.id), frame)
    assert counted is not None
    tallies = {tally.name: tally.comments for tally in counted.codes}
    truly = sum(0 in labels_of(text) for text in TEXTS)
    assert abs(tallies["Meals"] - truly) <= 4
    assert (counted.comments, counted.unread) == (len(TEXTS), 0)
    # What comes later is coded by the clock; until then it is said to be unread.
    speak(ground.organisation.id, [Spoken(ground.clinic.id, answers=[("Why?", "The food was cold again")])])
    later = queries.counted_by(Scope(ground.organisation.id, None), Filters(unit_id=ground.clinic.id), frame)
    assert later is not None
    assert later.unread == 1
    jobs.code_what_came()
    later = queries.counted_by(Scope(ground.organisation.id, None), Filters(unit_id=ground.clinic.id), frame)
    assert later is not None
    assert [(tally.name, tally.comments) for tally in later.codes] == [("Meals", 1)]
    learning.withdraw_model(**given, reference=frame)
    assert LocalCode.objects.count() == 0
    with pytest.raises(Refused, match="No model"):
        learning.withdraw_model(**given, reference=frame)
    learning.adopt_model(**given, reference=frame, number=1)
    assert row(ground, frame).in_force is not None
    kinds = {event.kind for event in history(f"frame:{frame}")}
    assert {"frame.made", "frame.learned", "frame.model-adopted", "frame.model-withdrawn"} <= kinds


def test_a_frame_of_which_nothing_is_good_enough_is_not_put_in_force(ground: Ground, given: dict) -> None:
    frame = actions.make_frame(**given, name="Wigs", labels=[("Wigs", "")])
    lines = [f'"{text}",' for text in TEXTS[:60]]
    actions.take_examples(**given, reference=frame, content="\n".join(["comment,labels", *lines]).encode())
    learning.ask_learning(**given, reference=frame)
    run_all_now()
    with pytest.raises(Refused, match="None of its labels"):
        learning.adopt_model(**given, reference=frame, number=1)
    page = signed_in(ground, "lead").get(ground.at(f"frames/{frame}/")).content.decode()
    assert "Too few examples: 0 of 15." in page
    assert "in force</button>" not in page


def test_labels_change_and_a_retired_one_keeps_its_number(ground: Ground, given: dict, frame: str) -> None:
    assert actions.change_labels(**given, reference=frame, labels=[("Night noise", "Louder"), ("Bells", "")]) == 2
    assert [(one.bit, one.name) for one in row(ground, frame).labels] == [(1, "Night noise"), (3, "Bells")]
    actions.change_labels(**given, reference=frame, labels=LABELS)
    assert [(one.bit, one.name) for one in row(ground, frame).labels] == [(0, "Meals"), (1, "Night noise"), (2, "Wigs")]


@pytest.mark.parametrize(
    ("labels", "says"),
    [([], "at least one"), ([("A", ""), ("a", "")], "once"), ([("a|b", "")], "no |"), ([("x" * 81, "")], "Shorten")],
)
def test_labels_that_cannot_be_are_refused(given: dict, labels: list, says: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.make_frame(**given, name="Ours", labels=labels)
    assert says in refused.value.sentence


def test_a_frames_name_is_given_once(given: dict, frame: str) -> None:
    with pytest.raises(Refused, match="this name"):
        actions.make_frame(**given, name=" Ours ", labels=LABELS)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"comment,labels\nKind,Kindness\n", "Line 2 has the label ‘Kindness’"),
        (b"text,labels\nKind,\n", "the columns"),
        (b"comment,labels\n", "no comments"),
        ("comment,labels\nCafé,".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(given: dict, frame: str, content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        actions.take_examples(**given, reference=frame, content=content)
    assert LocalExample.objects.count() == 0


def test_personal_data_of_a_file_is_masked(given: dict, frame: str) -> None:
    actions.take_examples(**given, reference=frame, content=b"comment,labels\nRing 07700 900123 about meals,Meals\n")
    assert LocalExample.objects.get().words == "Ring [phone number] about meals"


def test_who_may_not_make_or_label_is_refused(ground: Ground, given: dict, frame: str) -> None:
    for name in ("board", "manager"):
        other = {**given, "actor": actor(ground.people[name])}
        for act, more in (
            (actions.make_frame, {"name": "Theirs", "labels": LABELS}),
            (actions.label_comment, {"reference": frame, "answer_id": 1, "labels": []}),
            (learning.ask_learning, {"reference": frame}),
            (learning.withdraw_model, {"reference": frame}),
        ):
            with pytest.raises(Refused, match="not yours"):
                act(**other, **more)


def test_a_labelled_comment_goes_with_its_voice(ground: Ground, given: dict, frame: str) -> None:
    label(ground, given, frame, 2)
    first = queries.voices.words([LocalExample.objects.order_by("id")[0].answer_id or 0])
    (said,) = first.values()
    actions.take_examples(**given, reference=frame, content=f'comment,labels\n"{said.words}",\n"Other",\n'.encode())
    forget(subject=f"voice:{said.voice_reference}", because="asked")
    assert LocalExample.objects.filter(words="").count() == 1
    assert [one.words for one in LocalExample.objects.exclude(words="")] == ["Other"]


def test_a_search_is_counted_by_any_frame_through_its_mapping(ground: Ground) -> None:
    speak(
        ground.organisation.id,
        [
            Spoken(ground.clinic.id, answers=[("Why?", "theme27 theme30 mood4 level2")]),
            Spoken(ground.clinic.id, answers=[("Why?", "theme4 theme5 mood1")]),
            Spoken(ground.clinic.id, answers=[("Why?", "nothing said of it")]),
        ],
    )
    scope, clinic = Scope(ground.organisation.id, None), Filters(unit_id=ground.clinic.id)
    by = {name: queries.counted_by(scope, clinic, name) for name in ("fft", "hcat", "ko41a")}
    hcat = by["hcat"]
    assert hcat is not None
    assert [(one.name, one.comments, one.concerns) for one in hcat.codes] == [
        ("Environment", 1, 1),
        ("Quality", 1, 0),
        ("Respect and patient rights", 1, 0),
    ]
    assert (hcat.comments, hcat.rest) == (3, 1)
    ko41a = by["ko41a"]
    assert ko41a is not None
    assert {one.name for one in ko41a.codes} == {
        "Facilities",
        "Patient care including nutrition and hydration",
        "Clinical treatment",
        "Values and behaviours (staff)",
    }
    assert queries.counted_by(scope, clinic, "nothing of this name") is None
    client = signed_in(ground, "manager")
    for frame in ("fft", "hcat", "ko41a", ""):
        assert client.get(ground.at(f"explore/by-frame/?frame={frame}")).status_code == 200
    assert b"Choose a frame from the list" in client.get(ground.at("explore/by-frame/?frame=x")).content


@pytest.mark.parametrize("slug", ["frame-hcat", "frame-ko41a"])
def test_a_mapping_leads_from_themes_that_are_to_codes_that_are(ground: Ground, slug: str) -> None:
    from heard.coding.frame import frame
    from heard.organisations import packs

    content = packs.load(slug).content
    assert set(content["mapping"]) <= {label for label, _ in frame().themes}
    assert {code for codes in content["mapping"].values() for code in codes} <= set(content["codes"])


def test_learning_that_fails_says_so(ground: Ground, given: dict, frame: str) -> None:
    taught(given, frame)
    learning.ask_learning(**given, reference=frame)
    learning.give_up(LocalModel.objects.get().pk)
    assert row(ground, frame).models[0].problem == learning.FAULT
