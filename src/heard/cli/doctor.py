"""`heard doctor`: looks whether an installation is in order. Each finding says what to do."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from heard.cli import django
from heard.cli.errors import CommandError

# Free space below which an import of a large export may stop half-way.
LEAST_FREE = 2 * 1024**3
# Seconds that a worker may take to answer: it looks at the queue twice a second.
PATIENCE = 6.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found: `do` says how to put it right, and is empty where all is well."""

    what: str
    found: str
    do: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing has to be done."""
        return not self.do


def doctor(*, as_json: bool = False) -> int:
    """Print every finding; returns 0 where all is well, else 1."""
    django.setup()
    django.quiet()
    findings = look()
    if as_json:
        print(json.dumps([{**asdict(finding), "well": finding.well} for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{'ok  ' if finding.well else 'FAIL'}  {finding.what}: {finding.found}")
            if finding.do:
                print(f"      {finding.do}")
    return 0 if all(finding.well for finding in findings) else 1


def look() -> list[Finding]:
    """Every finding. Without a database, only what can be looked at without one."""
    try:
        django.reach_database()
    except CommandError as problem:
        return [Finding("Database", "does not answer", str(problem)), *_each(WITHOUT_DATABASE)]
    migrations = _migrations()
    found = [Finding("Database", django.database_name()), migrations]
    return [*found, *_each(WITH_DATABASE if migrations.well else ()), *_each(WITHOUT_DATABASE)]


def _each(looks: tuple[tuple[str, Callable[[], Finding]], ...]) -> list[Finding]:
    found = []
    for what, glance in looks:
        try:
            found.append(glance())
        except Exception as problem:  # one look that fails must not hide the others
            said = f"cannot be looked at ({type(problem).__name__}: {problem})"
            found.append(Finding(what, said, "Report this with the whole output of heard doctor."))
    return found


def _migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Finding("Migrations", f"{len(plan)} are missing", "Restart heard up: it applies them.")
    return Finding("Migrations", "all applied")


def _settings() -> Finding:
    """What the database has to be told for the ledger and the import to be safe."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_encoding")
            encoding = cursor.fetchone()[0]
            do = "" if encoding == "UTF8" else "Make the database anew with the encoding UTF8."
            return Finding("Database settings", f"encoding {encoding}", do)
        wanted = {"journal_mode": "wal", "recursive_triggers": 1, "foreign_keys": 1, "secure_delete": 1}
        found = {}
        for name in wanted:
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    wrong = ", ".join(f"{name} is {found[name]}" for name in wanted if found[name] != wanted[name])
    do = "The folder must be on a local disk, and the database must be opened by Heard alone." if wrong else ""
    return Finding("Database settings", wrong or "as they have to be", do)


def _guards() -> Finding:
    from heard.ledger import queries

    if missing := queries.missing_guards():
        do = "Restart heard up: it makes them again. Find out who removed them, and look at the ledger's events."
        return Finding("Ledger", f"does not refuse changes: {', '.join(missing)} is missing", do)
    return Finding(
        "Ledger", f"refuses every change; {queries.size():,} events, {queries.pending():,} wait for the seal"
    )


def _spans() -> Finding:
    from heard.organisations import queries
    from heard.organisations.actions import trees

    wrong = []
    for organisation in queries.organisations():
        closure = queries.closure(organisation.id)
        columns = (closure.unit, closure.ancestor, closure.from_day, closure.until_day)
        stored = set(zip(*(column.tolist() for column in columns), strict=True))
        if stored != trees.rebuilt(organisation.id):
            wrong.append(organisation.code)
    if wrong:
        do = "Report it: until it is put right, scopes and counts of that organisation may be wrong."
        return Finding("Services trees", f"the spans of {', '.join(wrong)} differ from a rebuild", do)
    return Finding("Services trees", "equal to a rebuild")


def _cells() -> Finding:
    from heard.coding.actions import counts
    from heard.organisations import queries

    wrong = {found.code: len(counts.differences(found.id)) for found in queries.organisations()}
    if any(wrong.values()):
        said = ", ".join(f"{count} in {code}" for code, count in wrong.items() if count)
        return Finding("Counts", f"differ from a rebuild: {said}", "Report it, then make them anew.")
    return Finding("Counts", "equal to a rebuild")


def _worker() -> Finding:
    from heard.cli.jobs import answer
    from heard.store.background import queue_state

    answer.enqueue()
    deadline = time.monotonic() + PATIENCE
    while (state := queue_state()).ready and not state.running:
        if time.monotonic() > deadline:
            return Finding("Worker", f"does not answer; {state.ready} jobs wait", "Start heard up, or heard worker.")
        time.sleep(0.2)
    failed = f"; {state.failed} jobs failed in the last 30 days" if state.failed else ""
    return Finding("Worker", ("busy" if state.running else "answers") + failed)


def _bank_holidays() -> Finding:
    """Whether working days can be counted for long enough that somebody adds the next years in time."""
    from django.utils import timezone

    from heard.organisations.working_days import KNOWN_AHEAD, calendars

    known = {calendar.nation: calendar.until - timedelta(days=1) for calendar in calendars().values()}
    nation, last = min(known.items(), key=lambda item: item[1])
    said = f"known until {last.day} {last:%B %Y}" + ("" if len(set(known.values())) == 1 else f" for {nation}")
    if last - timezone.localdate() < KNOWN_AHEAD:
        return Finding("Bank holidays", said, "Install a later version of Heard: until then no longer clock can start.")
    return Finding("Bank holidays", said)


def _artefacts() -> Finding:
    from heard.coding.machine import coder

    coder()
    return Finding("Coder", "loads")


def _languages() -> Finding:
    from django.conf import settings

    (folder,) = settings.LOCALE_PATHS
    others = [(code[:2], str(name)) for code, name in settings.LANGUAGES[1:]]
    missing = [name for code, name in others if not (folder / code / "LC_MESSAGES" / "django.mo").is_file()]
    if missing:
        found = f"{', '.join(missing)} is not compiled: its pages are in English"
        return Finding("Languages", found, "Run make setup, then start heard up.")
    return Finding("Languages", ", ".join(name for _, name in others))


def _notices() -> Finding:
    from heard.organisations.public_facts import public_facts
    from heard.organisations.queries import organisations
    from heard.voices.queries import open_places

    incomplete = [one for one in organisations() if public_facts(one.public_facts).missing]
    if lacking := [one.code for one in incomplete if open_places(one.id)]:
        do = "Fill in 'What the public pages say' in Settings: 'Tell us' is open there."
        return Finding("Privacy notices", f"incomplete in {', '.join(lacking)}", do)
    return Finding("Privacy notices", "say who decides and whom to reach")


def _static() -> Finding:
    from django.conf import settings

    if not (settings.STATIC_ROOT / "built" / "heard.css").exists():
        return Finding("Styles and script", "are not collected", "Run make setup, then start heard up.")
    return Finding("Styles and script", "are there")


def _disk() -> Finding:
    from django.conf import settings

    settings.HOME.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.HOME).free
    do = "" if free > LEAST_FREE else f"Make room on the disk of {settings.HOME}: at least 2 GB."
    return Finding("Disk", f"{free / 1024**3:.1f} GB free", do)


def _keys() -> Finding:
    from django.conf import settings

    names = ("secret_key", "ledger_key", "contact_key")
    open_to_others = [name for name in names if (path := settings.HOME / name).exists() and path.stat().st_mode & 0o077]
    if open_to_others:
        paths = " ".join(str(settings.HOME / name) for name in open_to_others)
        return Finding("Keys", "can be read by other accounts of this machine", f"Run chmod 600 {paths}")
    return Finding("Keys", "can be read by Heard alone")


def _erasures() -> Finding:
    from heard.ledger import erased

    if lost := erased.lost("default"):
        do = "It was restored from an older backup. Run heard forget replay, or restart heard up: it does so."
        return Finding("Erasures", f"{len(lost):,} that were done are back in this database", do)
    count = len(erased.recorded("default"))
    listed = len(erased.listed(erased.list_path("default")))
    if listed < count:
        return Finding(
            "Erasures", f"{count:,}; the list beside the database has {listed:,}", "Start the worker: it adds them."
        )
    return Finding("Erasures", f"{count:,}, listed beside the database")


WITH_DATABASE: tuple[tuple[str, Callable[[], Finding]], ...] = (
    ("Database settings", _settings),
    ("Ledger", _guards),
    ("Erasures", _erasures),
    ("Services trees", _spans),
    ("Counts", _cells),
    ("Bank holidays", _bank_holidays),
    ("Privacy notices", _notices),
    ("Worker", _worker),
)
WITHOUT_DATABASE: tuple[tuple[str, Callable[[], Finding]], ...] = (
    ("Coder", _artefacts),
    ("Styles and script", _static),
    ("Languages", _languages),
    ("Disk", _disk),
    ("Keys", _keys),
)
