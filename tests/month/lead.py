"""The engagement lead: brings files in, writes down what callers say, does what came up to her, moderates, posts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

from heard.demonstration.month import Telling
from heard.demonstration.places import PLACES, Calendar, as_written
from tests.month import desk, manager
from tests.month.desk import MESSAGE, SIGNAL, VOICE
from tests.month.public import key_on, who, wishes, words
from tests.month.visitor import Colleague, Lost

# She leaves to its manager what comes up from there, for the whole month: it goes on to the board and beyond.
LEFT = {"Lapwing Ward"}
RATINGS = ("", "Very good", "Good", "Neither good nor poor", "Poor", "Very poor")
HEADER = ("Response ID", "Date", "Site", "Service", "Ward", "Rating", "Comments", "Completed by")
WAYS = {"telephone": "telephone", "face_to_face": "face_to_face", "paper": "paper"}


def work(person: Colleague, weekday: int) -> None:
    """A day at the desk."""
    manager.do(person, desk.tasks(person), weekday)
    for row in desk.tasks(person, "area"):
        voice, signal = desk.about(row, VOICE), desk.about(row, SIGNAL)
        came_up = row["Gone up to"] != "Owner" and row["Service"] not in LEFT
        if not came_up or row["Role responsible"] in {"Safeguarding lead", "Speaking-up guardian"}:
            continue
        if row["About"] == "Reading":
            desk.read(person, voice)
        elif row["About"] == "Reply":
            desk.answer(person, voice, manager.ANSWER)
        elif row["About"] == "Take up":
            desk.take_up(person, signal)
        elif row["About"] == "Undelivered":
            settle(person, desk.about(row, MESSAGE))
    if weekday == 1:
        moderate(person)
    if weekday == 3:
        post(person)


def enter(person: Colleague, telling: Telling, units: dict[str, int]) -> str:
    """Write down what somebody said by telephone, on paper or face to face; returns the key that they are told."""
    page = person.at("enter/")
    given = {**who(telling), **words(telling), **wishes(telling)}
    form = page.form("token", "channel")
    page = person.submit(page, form, channel=WAYS[telling.way_in], unit=units[telling.service], **given)
    return key_on(page)


def bring_in(person: Colleague, name: str, tellings: Sequence[Telling], today: date) -> None:
    """A supplier's file, from upload to start; the worker does the rest."""
    page = person.at("imports/new/")
    form = page.form("name")
    page = person.submit(page, form, file=(f"{name}.csv", _file(tellings, today)), name=f"Month: {name}")
    for _ in range(4):
        if "preview/" in page.url:
            break
        form = next(one for one in page.forms() if one.method == "post" and len(one.names) > 1)
        page = person.submit(page, form)
    if "0 to be rejected" not in page.plain():
        raise Lost(f"Rows of {name} are rejected: {page.plain()[:600]}")
    person.submit(
        page, next(one for one in page.forms() if one.method == "post" and one.names == {"csrfmiddlewaretoken"})
    )


def _file(tellings: Sequence[Telling], today: date) -> bytes:
    calendar, places = Calendar(today), {place.name: place for place in PLACES}
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADER)
    for one in tellings:
        day = today - timedelta(days=one.said)
        place = as_written(places[one.service], day, calendar)
        where = (place.site, place.service, place.name)
        rows.writerow(
            (f"M{one.number}", day.isoformat(), *where, RATINGS[one.rating or 0], one.words, one.relation.capitalize())
        )
    return text.getvalue().encode()


def moderate(person: Colleague) -> None:
    """The inbox: every third is held back, the others may be shown; what was understood wrongly is looked at."""
    inbox = person.at("inbox/")
    references = sorted({link.split("inbox/")[1].strip("/") for link in inbox.links(r"inbox/[0-9A-Z]{26}/")})
    for reference in references:
        page = person.at(f"inbox/{reference}/")
        if any(one.values.get("do") == "settle" for one in page.forms()):
            page = person.submit(page, page.form("do", do="settle"))
            page = person.at(f"inbox/{reference}/")
        if any(one.values.get("do") == "hold" for one in page.forms()):
            if "pain" in page.plain():
                person.submit(page, page.form("do", do="hold"), follow=False)
                continue
            page = person.submit(page, page.form("do", do="publish"))
            person.submit(page, page.form("sure", do="publish"), follow=False)


def post(person: Colleague) -> None:
    """Letters: printed together, and taken to the post."""
    page = person.at("messages/letters/")
    if not page.has_form("/print/"):
        return
    page = person.press(page, "/print/")
    if page.has_form("/posted/"):
        person.press(page, "/posted/")


def settle(person: Colleague, message: str) -> None:
    """Somebody whom a message did not reach is reached another way."""
    page = person.at(f"messages/{message}/")
    if "/settle/" in page.text:
        page = person.at(f"messages/{message}/settle/")
        person.submit(page, page.form("how"), how="By a letter that was handed over at the desk")
