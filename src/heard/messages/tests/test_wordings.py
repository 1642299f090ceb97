"""An organisation's own wordings, and the rules that every wording holds to."""

from __future__ import annotations

import pytest

from heard.messages import actions, queries
from heard.messages.actions.wordings import PARTS, problem
from heard.messages.models import Body, Wording
from heard.messages.tests.factories import queued
from heard.messages.wording import sms
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM
from heard.organisations.tests.factories import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_every_wording_that_heard_comes_with_holds_to_its_own_rules() -> None:
    organisation = make_organisation()
    for template in queries.templates(organisation.id):
        for language, texts in template.texts.items():
            for part in PARTS:
                assert problem(template, part, getattr(texts, part)) == "", (template.slug, language, part)
            shown = queries.render(template, language=language, way="sms", format="standard", values=template.examples)
            assert "{" not in shown.words
            assert sms.length(shown.words).segments <= 3, (template.slug, language, sms.length(shown.words))
        assert "en" in template.texts
        assert not template.public or "cy" in template.texts


def test_a_wording_of_ones_own_is_kept_in_versions_and_given_back() -> None:
    organisation, other = make_organisation(), make_organisation()
    given = {"actor": SYSTEM, "organisation_id": organisation.id, "template": "reply", "language": "en"}
    texts = {"subject": "About {service}", "body": "Dear {name}, {answer}", "easy_read": "{answer}", "sms": "{answer}"}
    assert actions.save_wording(**given, **texts) == 1
    with pytest.raises(Refused, match="Nothing has been changed"):
        actions.save_wording(**given, **texts)
    assert actions.save_wording(**given, **{**texts, "body": "Hello, {answer}"}) == 2
    message = queued(organisation)
    assert Body.objects.get(message=message).words == "Hello, We have put a second person on at night."
    assert message.template_version == "own 2"
    assert queued(other).template_version == "2026.2"
    assert actions.reset_wording(**given) == 3
    assert queued(organisation).template_version == "2026.2"
    assert list(Wording.objects.order_by("version").values_list("version", "own")) == [(1, True), (2, True), (3, False)]
    with pytest.raises(Refused, match="that Heard comes with"):
        actions.reset_wording(**given)


@pytest.mark.parametrize(
    ("part", "text", "sentence"),
    [
        ("body", "Hello {name}", "Keep {answer} in the wording"),
        ("body", "{answer} {secret}", "There is no field {secret}"),
        ("sms", "{answer", "Write a field as"),
        ("easy_read", "", "Enter the easy read wording"),
        ("sms", "{answer} " + "x" * 1000, "Shorten it"),
    ],
)
def test_a_wrong_wording_is_refused_beside_its_field(part: str, text: str, sentence: str) -> None:
    organisation = make_organisation()
    texts = dict.fromkeys(PARTS, "{answer}") | {part: text}
    with pytest.raises(Refused) as caught:
        actions.save_wording(actor=SYSTEM, organisation_id=organisation.id, template="reply", language="en", **texts)
    assert caught.value.field == part
    assert sentence in caught.value.sentence
