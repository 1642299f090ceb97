"""The invented voices as the files that suppliers send: four sources, four layouts, and their usual dirt."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from heard.demonstration.generator import BETTER, WHY, Spoken, texts
from heard.demonstration.places import KESTREL, PLACES, Calendar, as_written

LABELS = ("", "Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "Don't know")


class Export(NamedTuple):
    """A supplier's file: the source's name, how its feedback is collected, and where the file lies."""

    source: str
    channel: str
    path: Path


# Source, channel, file, and the first and last hundredth of the voices that come from it.
SOURCES = (
    ("Text messages", "sms", "text-messages.csv", 0, 58),
    ("Online form", "online", "online-form.csv", 58, 80),
    ("Paper cards", "paper", "paper-cards.xlsx", 80, 93),
    ("Bedside tablets", "tablet", "bedside-tablets.csv", 93, 100),
)
# Cards with a date that nobody can read: the import rejects them with a reason.
UNREADABLE = (("32/13/2026", "The tea was lovely."), ("Tuesday?", "Please fix the clock in bay two."))


def write_exports(spoken: Iterable[Spoken], folder: Path, until: date) -> list[Export]:
    """Write every source's file, in order of days, and return them. `folder` has to exist."""
    calendar = Calendar(until)
    by_day = sorted([*spoken, *singular(calendar)], key=lambda voice: (voice.day, voice.number))
    writers = {"sms": _long, "online": _wide, "paper": _workbook, "tablet": _tablets}
    made = []
    for source, channel, name, first, last in SOURCES:
        own = [voice for voice in by_day if first <= voice.number % 100 < last]
        writers[channel](own, folder / name, calendar)
        made.append(Export(source, channel, folder / name))
    return made


def singular(calendar: Calendar) -> Iterator[Spoken]:
    """What is said once: a safeguarding matter on the ward of the story, and words with personal data in them."""
    ward = next(place for place in PLACES if place.name == KESTREL)
    written = texts()
    yield Spoken(
        900_060, calendar.before(17), ward, 2, written["safeguarding"], "", "Relative", "45-54", "Female", "Mixed"
    )
    for place, words in enumerate(written["personal"]):
        where = PLACES[(7 * place + 5) % len(PLACES)]
        day = calendar.before(30 + 71 * place)
        yield Spoken(910_059 + 20 * place, day, where, 3 + place % 2, words, "", "Patient", "65-74", "", "")


def _long(voices: Sequence[Spoken], path: Path, calendar: Calendar) -> None:
    """Text messages: a row for each question, ratings as codes (some that nobody knows), day first."""
    header = ("Comment ID", "Respondent ID", "Date", "Site", "Service", "Ward or clinic", "FFT categorical answer")
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow((*header, "FFT question", "FFT answer", "Age group", "Ethnicity"))
        for voice in voices:
            place = as_written(voice.place, voice.day, calendar)
            rating = 7 if voice.number % 1009 == 0 else voice.rating
            for which, (question, words) in enumerate(((WHY, voice.why), (BETTER, voice.better)), 1):
                rows.writerow(
                    (
                        f"T{voice.number}-{which}",
                        f"T{voice.number}",
                        f"{voice.day:%d/%m/%Y}",
                        *(place.site, place.service, place.name),
                        rating,
                        *(question, words, voice.age, voice.ethnicity),
                    )
                )


def _wide(voices: Sequence[Spoken], path: Path, calendar: Calendar) -> None:
    """The online form: a row for each person, the questions side by side, dates as computers write them."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file, delimiter=";")
        where = ("Response ID", "Submitted", "Site", "Service", "Ward or team")
        asked = ("Overall, how was your experience of our service?", WHY, BETTER)
        rows.writerow((*where, *asked, "Who are you?", "Age", "Sex", "Ethnicity"))
        for voice in voices:
            place = as_written(voice.place, voice.day, calendar)
            rows.writerow(
                (
                    f"W{voice.number}",
                    voice.day.isoformat(),
                    *(place.site, place.service, place.name),
                    LABELS[voice.rating],
                    *(voice.why, voice.better, voice.relation, voice.age, voice.sex, voice.ethnicity),
                )
            )


def _workbook(voices: Sequence[Spoken], path: Path, calendar: Calendar) -> None:
    """Paper cards, typed by hand into a workbook with a title above; two without a readable date."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet, as_date = book.add_worksheet("Cards"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 0, "Friends and Family Test cards")
    header = ("Response ID", "Date", "Site", "Service", "Ward", "Rating", "Comments", "Completed by")
    sheet.write_row(2, 0, header)
    for line, voice in enumerate(voices, 3):
        place = as_written(voice.place, voice.day, calendar)
        sheet.write(line, 0, f"P{voice.number}")
        sheet.write_datetime(line, 1, voice.day, as_date)
        said = voice.why if voice.number % 3 else f"{voice.why} {voice.better}".strip()
        sheet.write_row(line, 2, (place.site, place.service, place.name, LABELS[voice.rating], said, voice.relation))
    for extra, (day, words) in enumerate(UNREADABLE):
        where = (PLACES[3].site, PLACES[3].service, PLACES[3].name)
        sheet.write_row(3 + len(voices) + extra, 0, (f"P{99_001 + extra}", day, *where, "Good", words, "Patient"))
    book.close()


def _tablets(voices: Sequence[Spoken], path: Path, calendar: Calendar) -> None:
    """Bedside tablets: day and month swapped on the second answer's row after an update, so that some stay doubtful."""
    with path.open("w", newline="", encoding="cp1252", errors="replace") as file:
        rows = csv.writer(file)
        rows.writerow(("Survey ID", "Date", "Site", "Service", "Ward", "Rating", "Question", "Answer"))
        for voice in voices:
            place = as_written(voice.place, voice.day, calendar)
            swapped = voice.number % 4 == 0
            for question, words, month_first in ((WHY, voice.why, False), (BETTER, voice.better, swapped)):
                written = f"{voice.day:%m/%d/%Y}" if month_first else f"{voice.day:%d/%m/%Y}"
                where = (place.site, place.service, place.name)
                rows.writerow((f"B{voice.number}", written, *where, LABELS[voice.rating], question, words))
