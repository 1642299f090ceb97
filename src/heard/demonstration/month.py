"""A month of invented voices of every kind, by every way in: what people say, what they wish, what they do afterwards.

Seeded: equal for equal arguments. Whoever plays them speaks through the pages, on the day and at the hour given here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from heard.demonstration.generator import Sentences, texts
from heard.demonstration.places import PLACES

DAYS: Final = 30
# Services with a page 'Tell us', and how much of what is said by oneself is said there.
SPOKEN_AT: Final = (
    *(("Kestrel Ward", 30), ("Heron Ward", 22), ("Lapwing Ward", 18)),
    *(("Emergency Department", 14), ("Eye Clinic", 16)),
)
WAYS_IN: Final = ("online", "telephone", "face_to_face", "paper")
RELATIONS: Final = ("patient", "relative", "carer", "public", "group", "staff")
# What whoever spoke does with their key, days later.
AFTERWARDS: Final = ("add", "misread", "withdraw", "yes", "no", "too_early", "cannot_tell", "worse")
CONTACTS: Final = ("email", "sms", "letter", "none")


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person brings, and what they wish; `day` counts from the first of the month, from 0.

    `kind` is a voices.Voice.Kind, `tone` what was written for: the codes come from the words alone. An imported one
    has no wishes, and `said` days before it is brought in.
    """

    number: int
    day: int
    hour: int
    service: str
    way_in: str
    kind: str
    tone: str
    words: str
    rating: int | None = None
    relation: str = "patient"
    moment: str = ""
    about_person: str = ""
    under_16: bool = False
    speaking_up: bool = False
    not_this_ward: bool = False
    reply: bool = False
    contact_by: str = "none"
    publication: str = "none"
    pin: str = ""
    afterwards: str = ""
    said: int = 0

    @property
    def name(self) -> str:
        """A name that nobody else of the month has."""
        return f"Speaker Number{self.number:03}"

    @property
    def contact(self) -> dict[str, str]:
        """How they can be reached; numbers and names of those that nobody has."""
        ways = {
            "email": {"email": f"speaker{self.number:03}@riverside.example"},
            "sms": {"phone": f"07700 900{self.number:03}"},
            "letter": {"address": f"{self.number} Invented Street, Riverside, OX99 1ZZ"},
        }
        return {"name": self.name, **ways[self.contact_by]} if self.contact_by in ways else {}


@lru_cache
def month_texts() -> dict[str, list[str]]:
    """What was written for the month alone, by tone."""
    loaded: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("month.yaml").read_text(encoding="utf-8"))
    return loaded


def month(*, seed: int, imported: int = 360, spoken: int = 240) -> list[Telling]:
    """Everything of the month, by number: first what is in suppliers' files, then what people say themselves."""
    random = Random(seed)  # noqa: S311 -- invented feedback, no secret
    sentences = Sentences(random)
    brought = list(_imported(random, sentences, imported))
    singular = list(_singular(random, len(brought) + 1))
    if len(singular) > spoken:
        raise ValueError(f"A month has at least {len(singular)} voices that people bring themselves.")
    rest = _ordinary(random, sentences, len(brought) + len(singular) + 1, spoken - len(singular))
    return [*brought, *singular, *rest]


def _imported(random: Random, sentences: Sentences, count: int) -> Iterator[Telling]:
    """Text messages on the third day, cards on the seventeenth; some cards lay for months."""
    for number in range(1, count + 1):
        place = random.choice(PLACES)
        tone = random.choices(("praise", "minor", "idea", "concern", "serious"), (60, 22, 10, 7, 1))[0]
        words = _sentence(sentences, random, tone, place.family)
        late = number > count * 3 // 5
        old = late and number % 12 == 0
        yield Telling(
            number=number,
            day=16 if late else 2,
            hour=9,
            service=place.name,
            way_in="cards" if late else "texts",
            kind="feedback",
            tone=tone,
            words=words,
            rating={"praise": 1, "minor": 3, "idea": 2, "concern": 4, "serious": 5}[tone],
            relation=random.choice(("patient", "patient", "patient", "relative", "carer")),
            said=random.randint(100, 160) if old else random.randint(1, 14),
        )


def _singular(random: Random, first: int) -> Iterator[Telling]:
    """Each way, kind, relation, wish and after-thought at least once, at each service, from the first day on."""
    number = first
    for tone, many, given in _SPECIAL:
        for time in range(many):
            service = SPOKEN_AT[(number + time) % len(SPOKEN_AT)][0]
            day = min(time * 7 + number % 5, DAYS - 3)
            yield _special(random, number, tone, service=service, day=day, **given)
            number += 1
    for place, (service, _) in enumerate(SPOKEN_AT):
        # On the first day at each service: what nobody reads has the whole month to go up.
        yield _special(random, number, "danger", service=service, day=0, relation="relative", about_person="cannot_ask")
        yield _special(random, number + 1, "named_staff", service=service, day=0, **_asks("email"))
        after = AFTERWARDS[place % len(AFTERWARDS)]
        yield _special(random, number + 2, "inpatient", service=service, day=1, moment="during", afterwards=after)
        number += 3


def _asks(contact_by: str) -> dict[str, Any]:
    return {"reply": True, "contact_by": contact_by}


_SPECIAL: Final[tuple[tuple[str, int, dict[str, Any]], ...]] = (
    ("story", 4, {"kind": "story", "publication": "with_name", **_asks("letter")}),
    ("question", 5, {"kind": "question", "relation": "relative", **_asks("sms")}),
    ("group", 4, {"relation": "group", "kind": "idea", "publication": "without_name", "contact_by": "email"}),
    ("not_this_ward", 5, {"kind": "concern", "not_this_ward": True, **_asks("email")}),
    ("abuse", 3, {"kind": "concern", "relation": "relative", "about_person": "decides", **_asks("sms")}),
    ("under_16", 3, {"kind": "feedback", "under_16": True}),
    ("speaking_up", 4, {"kind": "staff_concern", "relation": "staff", "speaking_up": True, **_asks("email")}),
)


def _special(random: Random, number: int, tone: str, *, service: str, day: int, **given: Any) -> Telling:
    words = _filled(random, random.choice(month_texts()[tone]))
    fields: dict[str, Any] = {"kind": "concern", "rating": 4, "moment": "after", **given}
    way_in = "online" if fields.get("speaking_up") or number % 3 else WAYS_IN[number % 4]
    hour = 10 + number % 6
    return Telling(number=number, day=day, hour=hour, service=service, way_in=way_in, tone=tone, words=words, **fields)


def _ordinary(random: Random, sentences: Sentences, first: int, count: int) -> Iterator[Telling]:
    """What people say on any day, weekends among them."""
    services, weights = [name for name, _ in SPOKEN_AT], [share for _, share in SPOKEN_AT]
    families = {place.name: place.family for place in PLACES}
    kinds = {"praise": "compliment", "minor": "feedback", "idea": "idea", "concern": "concern", "serious": "concern"}
    for number in range(first, first + count):
        service = random.choices(services, weights)[0]
        tone = random.choices(tuple(kinds), (40, 28, 14, 15, 3))[0]
        relation = random.choices(RELATIONS, (60, 18, 10, 5, 2, 5))[0]
        family = (
            "relative" if relation in {"relative", "carer"} and tone in {"praise", "concern"} else families[service]
        )
        contact_by = random.choices(CONTACTS, (30, 20, 10, 40))[0]
        made = Telling(
            number=number,
            day=random.randrange(DAYS),
            hour=random.randint(9, 21),
            service=service,
            way_in=random.choices(WAYS_IN, (62, 18, 12, 8))[0],
            kind=kinds[tone],
            tone=tone,
            words=_sentence(sentences, random, tone, family),
            rating=random.choice((None, {"praise": 1, "minor": 3, "idea": 2}.get(tone, 4))),
            relation=relation,
            moment=random.choice(("", "before", "after")),
            about_person=random.choice(("consent", "parent", "died")) if relation == "relative" else "",
            reply=contact_by != "none" and random.random() < 0.5,
            contact_by=contact_by,
            publication=random.choices(("none", "without_name", "with_name"), (70, 22, 8))[0],
            pin="2468" if random.random() < 0.1 else "",
        )
        yield replace(made, **_later(random, made))


def _later(random: Random, made: Telling) -> dict[str, Any]:
    """What they do afterwards, and that a name which may be printed has to be given."""
    named = {"publication": "without_name"} if made.publication == "with_name" and made.contact_by == "none" else {}
    return {**named, "afterwards": random.choice(AFTERWARDS) if random.random() < 0.3 else ""}


def added(telling: Telling, seed: int) -> str:
    """What somebody adds to, or says that they meant by, what they said; the same for the same voice."""
    random = Random(seed * 1_000 + telling.number)  # noqa: S311 -- invented feedback, no secret
    pool = month_texts()["meant" if telling.afterwards == "misread" else "more"]
    return _filled(random, random.choice(pool))


def _sentence(sentences: Sentences, random: Random, tone: str, family: str) -> str:
    pool: Sequence[str] = sentences.pools[tone, family] or sentences.pools["concern", family]
    return random.choice(pool)


def _filled(random: Random, template: str) -> str:
    said = template.format_map({name: random.choice(words) for name, words in texts()["slots"].items()})
    return said[0].upper() + said[1:]
