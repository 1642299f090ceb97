"""Makes and removes the demonstration organisation, through the other rooms' actions."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from heard.checking.actions.removal import remove_checking
from heard.coding.actions.removal import remove_organisation as remove_counts
from heard.demonstration import decided, points, queries
from heard.demonstration.exports import SOURCES, Export, singular, write_exports
from heard.demonstration.generator import voices
from heard.demonstration.people import PASSWORD, PEOPLE
from heard.demonstration.places import GENERAL, PLACES, Calendar, as_written
from heard.organisations import actions as organisations
from heard.organisations import policy
from heard.organisations import queries as found_in
from heard.organisations.policy import Actor
from heard.organisations.queries import OrganisationSummary
from heard.signals.actions import remove_signals, watch_organisation
from heard.voices import actions as voice_actions
from heard.voices import jobs as voice_jobs
from heard.voices.queries import lists, runs

NAME = "Riverside and Vale NHS Foundation Trust"
VOICES = 5_000
SEED = 20_261_121


def quiet(sentence: str) -> None:
    """Progress that nobody sees."""


def ensure(
    *, count: int = VOICES, until: date | None = None, progress: Callable[[str], object] = quiet
) -> OrganisationSummary:
    """The demonstration organisation, made or made whole: safe to call again after it was cut off anywhere.

    `count` voices over the two years up to `until` (yesterday); an organisation that is whole already is left alone.
    """
    organisation = ensure_house(until=until)
    calendar = Calendar(until or timezone.localdate() - timedelta(days=1))
    missing = {source for source, *_ in SOURCES} - _finished(organisation.id)
    if missing:
        progress(f"Making the demonstration organisation: {count:,} voices over two years …")
        with tempfile.TemporaryDirectory(prefix="heard-demonstration-") as folder:
            spoken = voices(count - len(list(singular(calendar))), seed=SEED, until=calendar.until)
            for export in write_exports(spoken, Path(folder), calendar.until):
                if export.source in missing:
                    _import(organisation.id, export)
        watch_organisation(actor=policy.SYSTEM, organisation_id=organisation.id)
    lead = _actor("lead@riverside.example")
    assert lead is not None, "people are made before decisions"
    decided.ensure(organisation.id, lead)
    return organisation


def ensure_house(*, until: date | None = None) -> OrganisationSummary:
    """The demonstration organisation without a voice: its services as `until` left them, people, pages 'Tell us'."""
    organisation = queries.organisation() or organisations.create_organisation(
        actor=policy.SYSTEM, code=queries.CODE, name=NAME, demonstration=True
    )
    calendar = Calendar(until or timezone.localdate() - timedelta(days=1))
    _ensure_services(organisation.id, calendar)
    _ensure_people(organisation.id, calendar)
    points.ensure(organisation.id)
    # As it is now: people may have changed what it says of itself.
    return queries.organisation() or organisation


def _ensure_services(organisation_id: int, calendar: Calendar) -> None:
    """The tree as it was two years ago, then what changed in it, each change on its day."""
    paths = [place.path for place in PLACES]
    ids = organisations.ensure_paths(actor=policy.SYSTEM, organisation_id=organisation_id, paths=paths)
    by_name = {place.name: unit for place, unit in zip(PLACES, ids, strict=True)}
    now = found_in.units(ids)
    renamed, merged, moved = (by_name[name] for name in ("Ward 4", "Kingfisher Ward", "Falls Team"))
    if now[renamed].name == "Ward 4":
        organisations.rename_unit(actor=policy.SYSTEM, unit_id=renamed, name="Curlew Ward", on=calendar.renamed)
    if now[merged].closed_on is None:
        organisations.merge_units(
            actor=policy.SYSTEM, unit_id=merged, into_id=by_name["Lapwing Ward"], on=calendar.merged
        )
    if GENERAL in found_in.path_names(moved):
        falls = next(place for place in PLACES if place.name == "Falls Team")
        path = as_written(falls, calendar.until, calendar).path[:2]
        parent = organisations.ensure_path(actor=policy.SYSTEM, organisation_id=organisation_id, path=path)
        organisations.move_unit(actor=policy.SYSTEM, unit_id=moved, parent_id=parent, on=calendar.moved)


def _ensure_people(organisation_id: int, calendar: Calendar) -> None:
    for person in PEOPLE:
        if _actor(person.email) is not None:
            continue
        unit = (
            organisations.ensure_path(actor=policy.SYSTEM, organisation_id=organisation_id, path=person.path)
            if person.path
            else None
        )
        organisations.enrol(
            actor=policy.SYSTEM,
            organisation_id=organisation_id,
            email=person.email,
            name=person.name,
            role=person.role,
            password=PASSWORD,
            unit_id=unit,
            from_date=calendar.begins,
            purpose=person.purpose,
            legal_basis=person.legal_basis,
            demonstration=True,
        )


def _actor(email: str) -> Actor | None:
    actor = found_in.actor_by_email(email)
    return actor if actor and actor.grants else None


def _finished(organisation_id: int) -> set[str]:
    """The sources whose file is in; an import that was cut off is finished or thrown away first."""
    found = set()
    for source in lists.source_list(organisation_id):
        for summary in lists.last_imports(source.id):
            detail = runs.import_detail(organisation_id, summary.reference)
            assert detail is not None, "a summary's import is there"
            if summary.state == "running":
                voice_jobs.run_import(detail.id)
            elif summary.state in {"uploaded", "ready"}:
                voice_actions.discard_import(actor=policy.SYSTEM, import_id=detail.id)
                continue
            found.add(source.name)
    return found


def _import(organisation_id: int, export: Export) -> None:
    """Bring a supplier's file in as the analyst would: upload, accept what is suggested, start; here and now."""
    analyst = _actor("analyst@riverside.example")
    assert analyst is not None, "people are made before files are imported"
    with export.path.open("rb") as file:
        batch = voice_actions.create_import(
            actor=analyst,
            organisation_id=organisation_id,
            blocks=iter(lambda: file.read(1 << 20), b""),
            file_name=export.path.name,
            source_name=export.source,
        )
    mapping = {"columns": batch.findings["suggestions"], "channel": export.channel}
    voice_actions.map_import(actor=analyst, import_id=batch.pk, source_name=export.source, mapping=mapping)
    voice_actions.start_import(actor=analyst, import_id=batch.pk, enqueue=False)
    voice_jobs.run_import(batch.pk)


def remove() -> str | None:
    """Remove the demonstration organisation with everything in it; returns its name, None where there is none.

    The ledger keeps its events. Safe to call again where it was cut off: the organisation itself goes last.
    """
    organisation = queries.organisation()
    if organisation is None:
        return None
    remove_signals(actor=policy.SYSTEM, organisation_id=organisation.id)
    voice_actions.remove_voices(actor=policy.SYSTEM, organisation_id=organisation.id)
    remove_checking(actor=policy.SYSTEM, organisation_id=organisation.id)
    remove_counts(actor=policy.SYSTEM, organisation_id=organisation.id)
    organisations.remove_organisation(actor=policy.SYSTEM, organisation_id=organisation.id)
    return organisation.name
