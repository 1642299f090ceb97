"""The public: speaks at a service's page, keeps the five words of the key, and comes back with them."""

from __future__ import annotations

import re

from heard.demonstration.month import Telling, added
from tests.month.visitor import Lost, Page, Visitor

KEY = re.compile(r'id="key">([a-z ]+)<')
SHARED: dict[str, tuple[float, Page]] = {}


def speak(site: str, telling: Telling, point: str) -> str:
    """Say it, in the five steps of 'Tell us'; returns the key."""
    visitor = Visitor(site, SHARED)
    page = visitor.get(f"/p/riverside/tell-us/{point}/who/")
    page = visitor.submit(page, page.form("relation"), **who(telling))
    page = visitor.submit(page, page.form("words"), **words(telling))
    page = visitor.submit(page, page.form("publication"), **wishes(telling))
    return key_on(visitor.submit(page, page.form("carried", step="check")))


def key_on(page: Page) -> str:
    """The key that a receipt shows."""
    found = KEY.search(page.text)
    if found is None:
        raise Lost(f"There is no key: {page.plain()[:600]}")
    return found[1]


def who(telling: Telling) -> dict[str, str]:
    """The answers of the first step; what is not ticked is not sent."""
    given = {"relation": telling.relation, "about_person": telling.about_person}
    ticked = {"under_16": telling.under_16, "speaking_up": telling.speaking_up}
    return given | {name: "on" for name, yes in ticked.items() if yes}


def words(telling: Telling) -> dict[str, str]:
    """Those of the second."""
    rating = {} if telling.rating is None else {"rating": str(telling.rating)}
    return {"words": telling.words, "moment": telling.moment, **rating}


def wishes(telling: Telling) -> dict[str, str]:
    """Those of the third."""
    ticked = {"reply": telling.reply, "not_this_ward": telling.not_this_ward}
    pin = {"pin": telling.pin} if telling.pin else {}
    return {
        **{name: "on" for name, yes in ticked.items() if yes},
        "publication": telling.publication,
        **telling.contact,
        **pin,
    }


def come_back(site: str, telling: Telling, key: str, seed: int) -> None:
    """Follow one's words by the key, and do what one has come for."""
    visitor = Visitor(site, SHARED)
    page = visitor.get("/p/riverside/follow/")
    page = visitor.submit(page, page.form("key"), key=key)
    if telling.pin:
        page = visitor.submit(page, page.form("pin"), pin=telling.pin)
    else:
        page = visitor.submit(page, page.form("pass", do="show"))
    do = telling.afterwards
    if do == "withdraw":
        page = visitor.submit(page, page.form("pass", do="withdraw"))
        page, done = visitor.submit(page, page.form("sure", do="withdraw")), "taken your words back"
    elif do == "add":
        form = page.form("words", do="add")
        page, done = visitor.submit(page, form, words=added(telling, seed)), "added this"
    elif do == "misread":
        form = page.form("meant", do="misread")
        page, done = visitor.submit(page, form, meant=added(telling, seed)), "a person"
    else:
        answer, worse = ("no", "yes") if do == "worse" else (do, "no")
        form = page.form("answer", do="confirm")
        page, done = visitor.submit(page, form, answer=answer, worse=worse), "kept your answer"
    if done not in page.plain():
        raise Lost(f"{do}: {page.plain()[:600]}")
