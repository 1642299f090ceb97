"""`heard import` with a person at the terminal: it asks what each column holds."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

FILE = (
    "Ref,When,Team,Said\n"
    'r1,13/02/2026,Ward 4,"The nurses were kind. Ring me on 01632 960001 please"\n'
    "r2,14/02/2026,Ward 5,I was left in pain all night and nobody came\n"
)


@pytest.mark.slow
def test_a_person_at_the_terminal_is_asked_and_may_change_what_was_suggested(tmp_path: Path) -> None:
    file = tmp_path / "winter.csv"
    file.write_text(FILE)
    home = tmp_path / "home"
    home.mkdir()
    ours, theirs = pty.openpty()
    environment = {**os.environ, "HEARD_HOME": str(home), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "heard.cli", "import", str(file), "--organisation", "vale", "--source", "Texts"]
    process = subprocess.Popen(
        command, env=environment, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    os.close(theirs)
    # A word that is no field is asked again; an empty line keeps what was suggested.
    os.write(ours, b"nonsense\nrespondent\n\nservice_1\nanswer\n")
    said, asked = process.communicate(timeout=240)
    os.close(ours)
    assert process.returncode == 0, asked
    assert "Press Enter to keep it" in asked
    assert "There is no “nonsense”." in asked
    assert asked.count("Ref (r1 · r2)") == 2
    assert "01632" not in asked
    assert "2 rows: 2 answers, 0 empty, 0 rejected, 0 duplicates. 2 new voices." in said
    assert "nobody confirmed" not in asked
