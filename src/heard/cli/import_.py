"""`heard import`: a file into an organisation, here and now."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heard.cli import django
from heard.cli.errors import CommandError


def import_file(
    file: Path,
    organisation: str | None = None,
    source: str | None = None,
    *,
    as_json: bool = False,
    ask: bool | None = None,
) -> int:
    """Import a file and print what became of its rows; 0 when it is done. Raises CommandError with a sentence.

    On an empty database the organisation is made: its code is `organisation`, else comes from the file. `ask` says
    whether a person is at the terminal to confirm the mapping; None finds out.
    """
    if not file.is_file():
        raise CommandError(f"There is no file {file}. Check the name.")
    django.setup()
    django.quiet()
    django.migrate()
    from heard.voices.errors import Refused

    try:
        counts = _import(file, organisation, source, sys.stdin.isatty() and not as_json if ask is None else ask)
    except Refused as problem:
        raise CommandError(problem.sentence) from problem
    _print(counts, as_json)
    return 0


def _import(file: Path, organisation: str | None, source: str | None, ask: bool) -> Mapping[str, Any]:
    from heard.organisations.policy import SYSTEM
    from heard.voices import actions
    from heard.voices.importing import files, running

    digest = hashlib.sha256()
    for block in files.blocks(file):
        digest.update(block)
    batch = _unfinished(digest.hexdigest(), organisation, source)
    if batch is None:
        batch = _take_in(file, organisation, source, ask)
        batch = actions.start_import(actor=SYSTEM, import_id=batch.pk, enqueue=False)
    else:
        _say("This import was cut off. Going on from where it stood.")
    running.run(batch.pk, _Progress())
    batch.refresh_from_db()
    return {
        "import": batch.reference,
        "source": batch.source.name,
        **_counts(batch.counts),
        "findings": batch.findings["run"],
    }


def _take_in(file: Path, code: str | None, source: str | None, ask: bool) -> Any:
    """Look at the file, make the organisation if there is none, and settle the mapping."""
    from django.utils import timezone

    from heard.organisations.policy import SYSTEM
    from heard.voices import actions
    from heard.voices.importing import files
    from heard.voices.importing.findings import find

    found = find(file, file.name, timezone.localdate())
    place = _organisation(code, found, file)
    name = source or _source_name(place.id, file)
    batch = actions.create_import(
        actor=SYSTEM, organisation_id=place.id, blocks=files.blocks(file), file_name=file.name, source_name=name
    )
    try:
        columns = dict(batch.findings["suggestions"])
        saved = batch.source.mapping if batch.source else {}
        for note in batch.findings["notes"]:
            _say(note)
        if ask:
            columns = _ask(columns, batch.findings["examples"])
        elif not saved:
            _warn_guess(columns)
        if missing := batch.findings.get("missing_columns"):
            _say(f"Columns of earlier files are missing here: {', '.join(missing)}.")
        return actions.map_import(
            actor=SYSTEM, import_id=batch.pk, source_name=name, mapping={**saved, "columns": columns}
        )
    except BaseException:
        actions.discard_import(actor=SYSTEM, import_id=batch.pk)
        raise


def _unfinished(sha256: str, code: str | None, source: str | None) -> Any:
    """The same file's import that was cut off, if there is one."""
    from heard.voices.models import Import

    rows = Import.objects.filter(sha256=sha256, state=Import.State.RUNNING, created_by=None)
    if code:
        rows = rows.filter(organisation__code=code)
    if source:
        rows = rows.filter(source__name=source)
    return rows.select_related("source").first()


def _organisation(code: str | None, found: Mapping[str, Any], file: Path) -> Any:
    from heard.organisations import actions, queries
    from heard.organisations.policy import SYSTEM
    from heard.voices.importing.findings import trusts

    known = [place for place in queries.organisations() if not place.demonstration]
    if code:
        if place := queries.organisation(code):
            return place
        if queries.organisations():
            codes = ", ".join(place.code for place in queries.organisations())
            raise CommandError(f"There is no organisation with the code {code}. There is: {codes}.")
    if not code and len(known) == 1:
        return known[0]
    if not code and known:
        raise CommandError(f"Say which organisation, with --organisation: {', '.join(p.code for p in known)}.")
    names = trusts(file, found)
    name = names[0] if len(names) == 1 else _words(file.stem)
    place = actions.create_organisation(actor=SYSTEM, code=code or _code(name), name=name)
    _say(f"There was no organisation: made “{place.name}” with the code {place.code}.")
    return place


def _code(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:40] or "organisation"


def _words(stem: str) -> str:
    return " ".join(re.split(r"[\W_]+", stem)).strip() or "Organisation"


def _source_name(organisation_id: int, file: Path) -> str:
    """The organisation's only source, else one named after the file without what changes from month to month."""
    from heard.voices import queries

    known = queries.sources(organisation_id)
    if len(known) == 1:
        return str(known[0][1])
    return re.sub(r"[\d\-_ .]*$", "", file.stem) or file.stem


def _ask(columns: dict[str, str], examples: Mapping[str, list[str]]) -> dict[str, str]:
    """Let the person at the terminal change the suggestions, column by column."""
    from heard.voices.importing.mapping import FIELDS

    print("Each column with what it was taken for. Press Enter to keep it, or type another:", file=sys.stderr)
    print(f"  {', '.join(FIELDS)}", file=sys.stderr)
    chosen = {}
    for name, field in columns.items():
        shown = " · ".join(text.replace("\n", " ")[:40] for text in examples.get(name, []))
        while True:
            print(f"{name} ({shown}) [{field}]: ", end="", file=sys.stderr, flush=True)
            answer = sys.stdin.readline().strip() or field
            if answer in FIELDS:
                break
            print(f"There is no “{answer}”.", file=sys.stderr)
        chosen[name] = answer
    return chosen


def _warn_guess(columns: Mapping[str, str]) -> None:
    taken = ", ".join(f"{name} → {field}" for name, field in columns.items() if field != "ignore")
    left = [name for name, field in columns.items() if field == "ignore"]
    _say(f"Warning: nobody confirmed what the columns hold. Taken as: {taken}.")
    if left:
        _say(f"Warning: left out: {', '.join(left)}.")


def _counts(counts: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of a run as they are printed; dates under names that say how each was come by."""
    dates = counts["dates"]
    return {
        **{name: counts[name] for name in ("rows", "answers", "empty", "rejected", "duplicates", "voices")},
        "ratings": dict(sorted(counts["ratings"].items())),
        "dates": {
            "single": dates["one_reading"],
            "by_file_order": dates["by_order"],
            "resolved_by_join": dates["by_join"],
            "undecided": dates["undecided"],
            "undecided_alone": dates["undecided_alone"],
            "conflicting": dates["conflicting"],
            "undated": dates["undated"],
        },
        **{name: counts[name] for name in ("comments", "non_answers", "masked", "changed", "conflicts")},
    }


def _print(counts: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(counts, ensure_ascii=False))
        return
    print(
        f"{counts['rows']:,} rows: {counts['answers']:,} answers, {counts['empty']:,} empty, "
        f"{counts['rejected']:,} rejected, {counts['duplicates']:,} duplicates. {counts['voices']:,} new voices."
    )
    if counts["ratings"]:
        print("Ratings: " + ", ".join(f"{code}: {number:,}" for code, number in counts["ratings"].items()) + ".")
    dates = counts["dates"]
    print(
        f"Dates: {dates['single'] + dates['by_file_order']:,} clear, {dates['resolved_by_join']:,} swapped and settled "
        f"by joining a person’s rows, {dates['undecided'] + dates['undecided_alone']:,} undecided."
    )
    if dates["undecided"]:
        found = counts["findings"]
        print(
            f"Undecided dates count in no month until somebody says how the source “{counts['source']}” writes them. "
            f"Of the settled ones {found['agree']:,} are as the rows around them, {found['against']:,} are not."
        )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


class _Progress:
    """Progress on standard error, where a person looks at it."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show how far a run is."""
        if self._shown:
            of = f" of {total:,}" if total else ""
            print(
                f"\r{phase}: {done:,}{of}  ", end="\n" if total and done >= total else "", file=sys.stderr, flush=True
            )
