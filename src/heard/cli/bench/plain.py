"""The plain way to import: csv, a dict, and bulk_create. It does less; `heard bench import` runs it beside Heard."""

from __future__ import annotations

import csv
import hashlib
import time
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from heard.organisations.models import Organisation, Unit
from heard.voices.models import Answer, Question, Voice

BATCH = 2_000


def plain_import(file: Path, code: str = "plain") -> float:
    """Seconds to store the file's rows as voices and answers."""
    organisation = Organisation.objects.create(code=code, name=code.title())
    started = time.perf_counter()
    respondents: dict[str, list[dict[str, str]]] = {}
    with file.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            respondents.setdefault(row["Respondent ID"], []).append(row)
    found = list(respondents.values())
    units: dict[tuple[str, str, str], Unit] = {}
    questions: dict[str, Question] = {}
    now = timezone.now()
    for start in range(0, len(found), BATCH):
        with transaction.atomic():
            _store(found[start : start + BATCH], organisation, units, questions, now)
    return time.perf_counter() - started


def _store(
    found: list[list[dict[str, str]]],
    organisation: Organisation,
    units: dict[tuple[str, str, str], Unit],
    questions: dict[str, Question],
    now: datetime,
) -> None:
    voices = []
    for rows in found:
        first = rows[0]
        path = (first["Site"], first["Service"], first["Ward"])
        if path not in units:
            units[path] = Unit.objects.create(organisation=organisation, kind="service", name=" ".join(path))
        key = hashlib.sha256(first["Respondent ID"].encode()).digest()
        voices.append(
            Voice(
                organisation=organisation,
                unit=units[path],
                key=int.from_bytes(key[:8], "big") >> 1,
                supplier_id=first["Respondent ID"],
                said_on=datetime.strptime(first["Date"], "%d/%m/%Y").date(),
                received_at=now,
                rating=int(first["FFT categorical answer"]),
                event=0,
            )
        )
    Voice.objects.bulk_create(voices)
    answers = []
    for voice, rows in zip(voices, found, strict=True):
        for row in rows:
            wording = row["FFT question"]
            if wording not in questions:
                questions[wording] = Question.objects.create(organisation=organisation, wording=wording, key=wording)
            answers.append(
                Answer(voice=voice, question=questions[wording], words=row["FFT answer"], supplier_id=row["Comment ID"])
            )
    Answer.objects.bulk_create(answers)
