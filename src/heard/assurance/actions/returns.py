"""A month's return: begun, completed with those who could have answered, submitted, published."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from heard.assurance import files
from heard.assurance.models import Eligible, Publication, Return, Submission
from heard.assurance.months import said
from heard.assurance.policy import require
from heard.assurance.queries.counts import line_of, month_count
from heard.assurance.queries.published import changes, hides, published_rows, shown_of
from heard.ledger import actions as ledger
from heard.methods.fft import Month
from heard.methods.tlog.canonical import canonical
from heard.organisations import queries as organisations
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor

# More people than this in one month at one service is a slip.
MOST_ELIGIBLE = 10_000_000
LONGEST_REASON = 400


@transaction.atomic
def start_return(*, actor: Actor, organisation_id: int, month: Month) -> str:
    """Begin the return of a month; returns its reference. One that is begun already stays as it is."""
    require(actor, "prepare_returns", organisation_id)
    if month.first > timezone.localdate():
        raise Refused(f"{said(month)} has not begun.")
    found, made = Return.objects.get_or_create(
        organisation_id=organisation_id,
        month=month.first,
        defaults={"started_at": timezone.now(), "started_by_id": actor.account_id},
    )
    if made:
        _record(actor, "assurance.fft-started", found, {"month": str(month)})
    return found.reference


@transaction.atomic
def set_eligible(*, actor: Actor, organisation_id: int, month: Month, numbers: Mapping[int, int | None]) -> int:
    """Say how many people services (by unit) could have asked; None takes a number away. Returns how many changed."""
    require(actor, "prepare_returns", organisation_id)
    found = _locked(organisation_id, month)
    known = organisations.units(numbers)
    for unit_id, number in numbers.items():
        if unit_id not in known or known[unit_id].organisation_id != organisation_id:
            raise Refused("Choose services of this organisation.")
        if number is not None and not 0 <= number <= MOST_ELIGIBLE:
            raise Refused(f"Enter a whole number from 0 to {MOST_ELIGIBLE:,} for {known[unit_id].name}.")
    before = dict(found.eligible.values_list("unit_id", "number"))
    changed = {unit: number for unit, number in numbers.items() if before.get(unit) != number}
    found.eligible.filter(unit__in=changed).delete()
    kept = [(unit, number) for unit, number in changed.items() if number is not None]
    Eligible.objects.bulk_create([Eligible(of=found, unit_id=unit, number=number) for unit, number in kept])
    if changed:
        content = {known[unit].reference: number for unit, number in changed.items()}
        _record(actor, "assurance.fft-eligible-set", found, {"month": str(month), "eligible": content})
    return len(changed)


@transaction.atomic
def submit_return(*, actor: Actor, organisation_id: int, month: Month) -> str:
    """Freeze the month's file as it is now, not suppressed; returns the submission's reference.

    Heard sends it nowhere: the file is handed in where the organisation's returns go. Refused before the month is over
    and where nothing has changed since the last submission.
    """
    require(actor, "submit_returns", organisation_id)
    if timezone.localdate() <= month.last:
        raise Refused(f"{said(month)} is not over. Submit it from {said(month.next)} on.")
    found = _locked(organisation_id, month)
    counted = month_count(organisation_id, month)
    if not counted.lines:
        raise Refused("There is nothing to submit: no response of this month is counted.")
    content = files.csv_bytes(files.table(_organisation(found), month, counted.lines))
    last = found.submissions.order_by("-number").first()
    digest = sha256(content).hexdigest()
    if last is not None and last.sha256 == digest:
        raise Refused("Nothing has changed since this month was submitted.")
    submission = Submission(
        of=found,
        number=last.number + 1 if last else 1,
        file=content,
        sha256=digest,
        lines=[line.plain() for line in counted.lines],
        beside=counted.beside_totals(),
        submitted_at=timezone.now(),
        submitted_by_id=actor.account_id,
    )
    total = counted.total
    submission.event = _record(
        actor,
        "assurance.fft-submitted",
        found,
        {
            "month": str(month),
            "number": submission.number,
            "sha256": digest,
            "answers": list(total.answers),
            "responses": total.responses,
            "beside": submission.beside,
        },
    )
    submission.save(force_insert=True)
    return submission.reference


@transaction.atomic
def publish_percentages(*, actor: Actor, organisation_id: int, month: Month, reason: str = "") -> int:
    """Publish the percentages of the last submission, suppressed and frozen; returns the version's number.

    A second version needs a reason; what it changes stands beside it.
    """
    require(actor, "submit_returns", organisation_id)
    found = _locked(organisation_id, month)
    submission = found.submissions.order_by("-number").first()
    if submission is None:
        raise Refused("Submit the month first: what is published is what was submitted.")
    lines = [line_of(line) for line in submission.lines]
    rows = published_rows(_organisation(found).name, month, lines)
    plain, hidden = [row.plain() for row in rows], hides(organisation_id, month)
    last = found.publications.order_by("-number").first()
    cleaned = " ".join(reason.split())
    if last is not None and last.rows == plain:
        raise Refused("Nothing that is shown has changed since it was published.")
    if last is not None and not cleaned:
        raise Refused("Enter why it is corrected.", "reason")
    if len(cleaned) > LONGEST_REASON:
        raise Refused(f"Shorten the reason to {LONGEST_REASON} characters or fewer.", "reason")
    publication = Publication(
        of=found,
        number=last.number + 1 if last else 1,
        submission=submission,
        rows=plain,
        hides=hidden,
        sha256=sha256(canonical({"rows": plain, "hides": hidden})).hexdigest(),
        reason=cleaned if last else "",
        changes=changes([shown_of(row) for row in last.rows], rows) if last else [],
        published_at=timezone.now(),
        published_by_id=actor.account_id,
    )
    content = {"month": str(month), "number": publication.number, "sha256": publication.sha256}
    publication.event = _record(
        actor, "assurance.fft-published", found, {**content, "submission": submission.reference}
    )
    publication.save(force_insert=True)
    return publication.number


def _locked(organisation_id: int, month: Month) -> Return:
    found = Return.objects.select_for_update().filter(organisation=organisation_id, month=month.first).first()
    if found is None:
        raise Refused("Start this month's return first.")
    return found


def _organisation(found: Return) -> organisations.OrganisationSummary:
    return organisations.organisation_summary(found.organisation)


def _record(actor: Actor, kind: str, found: Return, content: Mapping[str, object]) -> int:
    return ledger.record(
        kind=kind, subject=f"assurance.return:{found.reference}", content=content, actor=actor.reference
    )
