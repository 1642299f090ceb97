"""What people do with topics: begin, name, merge, split, dismiss, set the rule, and sign off what somebody else set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from heard.coding import policy as _declared  # noqa: F401 - declares the verbs
from heard.coding.actions import topic_search
from heard.coding.models import Topic, TopicVersion
from heard.coding.queries.explore import Place
from heard.coding.queries.selection import Selection
from heard.coding.queries.topics import matching
from heard.ledger.actions import record
from heard.methods import search
from heard.methods.emerging import matches
from heard.methods.emerging.quotations import representative
from heard.methods.redaction import redact_text
from heard.organisations import policy
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor
from heard.organisations.queries import Scope

LONGEST_NAME: Final = 80
LONGEST_WHY: Final = 300
MOST_PHRASES: Final = 12
_LONGEST_PHRASE: Final = 60
_LOOKED: Final = 300
_OPEN: Final = (Topic.State.PROPOSED, Topic.State.NAMED, Topic.State.TRACKED)


def start_topic(*, actor: Actor, organisation_id: int, unit_id: int | None, name: str, phrases: Sequence[str]) -> str:
    """Begin a topic of one's own; it waits for a second person. Returns its reference. Raises Refused."""
    named, rule = _named(name), rule_of(phrases)
    _may(actor, "propose_topics", organisation_id, unit_id)
    at = timezone.now()
    with transaction.atomic():
        topic = Topic.objects.create(
            organisation_id=organisation_id, unit_id=unit_id, name=named, state=Topic.State.NAMED, began_at=at
        )
        _version(topic, actor, rule, "")
        _quote_anew(topic, rule)
        _record(actor, topic, "topic.began", name=named, phrases=rule)
    return topic.reference


def name_topic(*, actor: Actor, organisation_id: int, reference: str, name: str) -> None:
    """Name a topic: it then waits for a second person. Raises Refused."""
    named = _named(name)
    with transaction.atomic():
        topic, latest = _open(actor, "propose_topics", organisation_id, reference)
        if topic.state == Topic.State.TRACKED:
            # What is signed keeps its name until the new one is signed too.
            _version(topic, actor, latest.phrases, "", named)
        else:
            topic.name, topic.state = named, Topic.State.NAMED
            topic.save(update_fields=["name", "state"])
            latest.name, latest.made_by_id = named, actor.account_id
            latest.save(update_fields=["name", "made_by"])
        _record(actor, topic, "topic.named", name=named)


def change_rule(*, actor: Actor, organisation_id: int, reference: str, phrases: Sequence[str], why: str) -> int:
    """Set other phrases as a topic's rule; returns the version's number. A signed one counts until this one is."""
    rule = rule_of(phrases)
    with transaction.atomic():
        topic, latest = _open(actor, "propose_topics", organisation_id, reference)
        if rule == list(latest.phrases):
            raise Refused("These are the phrases that it has. Add one or take one away.", "phrases")
        version = _version(topic, actor, rule, _because(why))
        _quote_anew(topic, rule)
        _record(actor, topic, "topic.rule-changed", number=version.number, phrases=rule, why=version.why)
    return version.number


def merge_topics(*, actor: Actor, organisation_id: int, reference: str, into: str) -> None:
    """Make a topic part of another one of the same service, whose rule then finds what both found. Raises Refused."""
    with transaction.atomic():
        # In one order, so that two people who merge the same two wait for each other.
        for one in sorted({reference, into}):
            Topic.objects.select_for_update().filter(organisation=organisation_id, reference=one).first()
        gone, gone_rule = _open(actor, "propose_topics", organisation_id, reference)
        if reference == into:
            raise Refused("Choose another topic to merge it with.", "into")
        kept, kept_rule = _open(actor, "propose_topics", organisation_id, into, field="into")
        if gone.unit_id != kept.unit_id:
            raise Refused("Choose a topic of the same service: this one is about another.", "into")
        rule = list(dict.fromkeys([*kept_rule.phrases, *gone_rule.phrases]))[:MOST_PHRASES]
        _version(kept, actor, rule, "")
        _quote_anew(kept, rule)
        gone.state, gone.merged_into = Topic.State.MERGED, kept
        gone.save(update_fields=["state", "merged_into"])
        _record(actor, kept, "topic.merged", merged=gone.reference, phrases=rule)


def split_topic(*, actor: Actor, organisation_id: int, reference: str, phrases: Sequence[str]) -> str:
    """Move some of a topic's phrases to a topic of their own; returns its reference. Raises Refused."""
    with transaction.atomic():
        topic, latest = _open(actor, "propose_topics", organisation_id, reference)
        chosen = [phrase for phrase in dict.fromkeys(phrases) if phrase in {*latest.phrases, *topic.beside}]
        left = [phrase for phrase in latest.phrases if phrase not in chosen]
        if not chosen:
            raise Refused("Choose the phrases that are a topic of their own.", "phrases")
        if not left:
            raise Refused(
                "Leave at least one phrase of its rule: all of them would be the same topic again.", "phrases"
            )
        own = Topic.objects.create(
            organisation_id=organisation_id, unit_id=topic.unit_id, search=topic.search, began_at=timezone.now()
        )
        _version(own, actor, chosen, "")
        _quote_anew(own, chosen)
        if left != list(latest.phrases):
            _version(topic, actor, left, "")
            _quote_anew(topic, left)
        topic.beside = [phrase for phrase in topic.beside if phrase not in chosen]
        topic.save(update_fields=["beside"])
        _record(actor, topic, "topic.split", into=own.reference, phrases=chosen, left=left)
    return own.reference


def dismiss_topic(*, actor: Actor, organisation_id: int, reference: str, why: str) -> None:
    """Set a topic aside with a reason; it is not proposed again. Raises Refused."""
    because = _because(why)
    if not because:
        raise Refused("Enter why this is not a topic.", "why")
    with transaction.atomic():
        topic, _ = _open(actor, "propose_topics", organisation_id, reference)
        topic.state, topic.dismissed_because = Topic.State.DISMISSED, because
        topic.save(update_fields=["state", "dismissed_because"])
        _record(actor, topic, "topic.dismissed", why=because)


def sign_topic(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """Sign off the rule and name that somebody else set: from then on it counts. Raises Refused."""
    with transaction.atomic():
        topic, latest = _open(actor, "sign_topics", organisation_id, reference)
        if not (latest.name or topic.name):
            raise Refused("Name the topic first; then a second person signs it off.")
        if latest.signed_at is not None:
            raise Refused("This is signed off already.")
        if actor.account_id is None or latest.made_by_id == actor.account_id:
            raise Refused("A second person has to sign it off: you named it or set its rule.")
        latest.signed_by_id, latest.signed_at = actor.account_id, timezone.now()
        latest.save(update_fields=["signed_by", "signed_at"])
        topic.name, topic.state = latest.name or topic.name, Topic.State.TRACKED
        topic.save(update_fields=["name", "state"])
        _record(actor, topic, "topic.signed", number=latest.number, name=topic.name, phrases=list(latest.phrases))


def rule_of(phrases: Sequence[str]) -> list[str]:
    """Phrases as a rule keeps them: each once, in words. Raises Refused for none, too many, or personal data.

    >>> rule_of(["  Parking   machine ", "parking machine", ""])
    ['parking machine']
    """
    rule = list(dict.fromkeys(" ".join(phrase.split()).strip('"“”').lower() for phrase in phrases))
    rule = [phrase for phrase in rule if phrase]
    if not rule:
        raise Refused("Enter at least one phrase.", "phrases")
    if len(rule) > MOST_PHRASES:
        raise Refused(f"Enter at most {MOST_PHRASES} phrases.", "phrases")
    for phrase in rule:
        if len(phrase) > _LONGEST_PHRASE or '"' in phrase or search.parse(f'"{phrase}"').is_empty:
            raise Refused(
                f"Enter phrases of at most {_LONGEST_PHRASE} letters, one a line: ‘{phrase[:30]}’ is none.", "phrases"
            )
        if redact_text(phrase).spans:
            raise Refused("Take names and numbers of people out of the phrases.", "phrases")
    return rule


def _named(name: str) -> str:
    named = " ".join(name.split())
    if not named:
        raise Refused("Enter a name for the topic.", "name")
    if len(named) > LONGEST_NAME:
        raise Refused(f"Shorten the name to {LONGEST_NAME} characters or fewer.", "name")
    return redact_text(named).words[:LONGEST_NAME]


def _because(why: str) -> str:
    if len(why.strip()) > LONGEST_WHY:
        raise Refused(f"Shorten the reason to {LONGEST_WHY} characters or fewer.", "why")
    return redact_text(why.strip()).words[:LONGEST_WHY]


def _may(actor: Actor, verb: str, organisation_id: int, unit_id: int | None) -> None:
    if not policy.can(actor, verb, Place(organisation_id, unit_id, None)):
        raise Refused("Topics of this service are not yours to change.")


def _open(actor: Actor, verb: str, organisation_id: int, reference: str, field: str = "") -> tuple[Topic, TopicVersion]:
    """A topic that is neither dismissed nor merged, locked, with its latest rule."""
    rows = Topic.objects.select_for_update().filter(organisation=organisation_id, reference=reference)
    topic = rows.first()
    if topic is None or not policy.can(actor, verb, topic):
        raise Refused("This topic is not there, or not yours to change.", field)
    if topic.state not in _OPEN:
        raise Refused("This topic was dismissed or merged: nothing changes it any more.", field)
    return topic, TopicVersion.objects.filter(topic=topic).order_by("-number")[0]


def _version(topic: Topic, actor: Actor, phrases: Sequence[str], why: str, name: str = "") -> TopicVersion:
    number = TopicVersion.objects.filter(topic=topic).count() + 1
    return TopicVersion.objects.create(
        topic=topic,
        number=number,
        phrases=list(phrases),
        name=name or topic.name,
        why=why,
        made_by_id=actor.account_id,
        made_at=timezone.now(),
    )


def _quote_anew(topic: Topic, phrases: Sequence[str]) -> None:
    """The comments that show a rule best, among the newest that it finds."""
    found = topic_search.read(_everything(topic, phrases), _LOOKED)
    texts = [said.words for said in found.values()]
    chosen = representative(texts, matches(texts, phrases), [said.voice_reference for said in found.values()])
    ids = list(found)
    topic_search.quote(topic, [ids[row] for row in chosen])


def _everything(topic: Topic, phrases: Sequence[str]) -> Selection:
    first, last = (topic.search.first, topic.search.last) if topic.search else (None, None)
    return matching(Scope(topic.organisation_id, None), topic.unit_id, phrases, first, last)


def _record(actor: Actor, topic: Topic, kind: str, **content: Any) -> None:
    record(kind=kind, subject=f"topic:{topic.reference}", actor=actor.reference, content=content)
