"""The rules of the house that a reader relies on and no other tool holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEARD = ROOT / "src" / "heard"
ROOMS = sorted(folder.name for folder in HEARD.iterdir() if (folder / "__init__.py").exists())
LONGEST_MODULE = 350

WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "bulk_insert"}
CHAINED = {"objects", "filter", "exclude", "all", "select_for_update"}
# Where nothing may be written: what reads, judges and shows.
READERS = re.compile(
    r"/(views|queries|presenters|counting)/|/(views|queries|forms|presenters|policy|access|middleware|urls|shapes)\.py$"
    r"|^pages/|^design/"
)


def modules() -> list[Path]:
    return [path for path in sorted(HEARD.rglob("*.py")) if not {"tests", "migrations"} & set(path.parts)]


def said(path: Path) -> str:
    return str(path.relative_to(HEARD))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_opens_with_a_readme_of_at_most_thirty_lines(room: str) -> None:
    lines = (HEARD / room / "README.md").read_text(encoding="utf-8").splitlines()
    assert 3 <= len([line for line in lines if line.strip()]) <= 30


def test_no_module_is_long() -> None:
    lengths = {said(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_only_actions_write() -> None:
    found = [
        f"{said(path)}:{line} {call}"
        for path in modules()
        if READERS.search(said(path)) and "/actions/" not in said(path)
        for line, call in orm_writes(path)
    ]
    assert found == []


def orm_writes(path: Path) -> Iterator[tuple[int, str]]:
    """Calls that change rows: by name, and `update` where a queryset stands before it (dicts have one too)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in WRITES or (name in {"update", "_raw_delete"} and _before(node.func) & CHAINED):
                yield node.lineno, name


def _before(function: ast.expr) -> set[str]:
    return {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}


def test_the_search_for_writes_finds_them(tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text("Voice.objects.filter(a=1).update(b=2)\n{}.update(b=2)\nvoice.save()\n")
    assert list(orm_writes(path)) == [(1, "update"), (3, "save")]


def test_a_room_uses_the_models_of_no_room_above_or_beside_it() -> None:
    """Foreign keys and actions reach down; nobody reads another room's tables in views."""
    found = []
    for path in modules():
        room = said(path).split("/")[0]
        if "/views" not in said(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".models"):
                names = {alias.name for alias in node.names} - {"Role"}
                if names and node.module.split(".")[1] != room:
                    found.append(f"{said(path)}:{node.lineno} {node.module}")
    assert found == []


@pytest.mark.parametrize("name", ["run.lock", "test.lock", "node.lock", "uv.lock"])
def test_locks_name_no_host_and_every_package_has_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text
    pinned = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)


def test_the_lock_of_the_front_end_names_no_host() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert "://" not in re.sub(r'"url": "https://(opencollective|github|paulmillr|feross)[^"]*"', "", text)
    assert '"integrity": "sha512-' in text


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_command_answers_without_loading_django() -> None:
    code = "import heard.cli.main, sys; sys.exit(any(n.split('.')[0] in {'django', 'numpy'} for n in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_template_holds_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son(click|change|submit|load)=", re.IGNORECASE)
    found = [
        f"{said(path)}: {match[0]}"
        for pattern in ("*.jinja", "*.html")
        for path in HEARD.rglob(pattern)
        if (match := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []
