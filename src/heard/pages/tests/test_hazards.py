"""The hazard log: each control names tests that exist and are collected, and the document says what the pack says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from heard.organisations.models import Role
from heard.organisations.packs import read
from heard.organisations.tests.factories import make_membership, make_organisation
from heard.pages import safety

ROOT = Path(__file__).resolve().parents[4]
HAZARDS = safety.hazards(read(safety.PACK).content)


def test_every_control_names_a_test_that_is_collected():
    """pytest itself is asked: what it does not find by its name ends with status 4."""
    named = {test for one in HAZARDS for control in one.controls for test in control.tests}
    asked = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:randomly", *sorted(named)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    found = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-2000:]
    collected = {line.split("[")[0] for line in found.stdout.splitlines() if "::" in line}
    assert named <= collected


def test_every_hazard_has_controls_with_tests_and_an_open_one_says_what_is_to_be_done():
    assert len({one.id for one in HAZARDS}) == len(HAZARDS)
    for one in HAZARDS:
        assert one.controls, one.id
        assert all(control.tests for control in one.controls), one.id
        assert one.residual.rating <= one.initial.rating, one.id
        assert one.status in {"Open", "Controlled"}, one.id
        assert one.to_do or one.status == "Controlled", one.id
        assert one.residual.means != "Not acceptable", one.id


def test_the_document_is_made_from_the_pack():
    written = (ROOT / "docs" / "safety" / "HAZARD_LOG.md").read_text(encoding="utf-8")
    assert written == safety.as_markdown(read(safety.PACK)), "run python -m heard.pages.safety"


@pytest.mark.django_db
def test_staff_read_the_log_and_the_documents_beside_it():
    organisation = make_organisation("riverside")
    client = Client()
    client.force_login(make_membership(organisation, Role.ENGAGEMENT_LEAD).account)
    page = client.get("/o/riverside/safety/").content.decode()
    assert all(one.hazard.replace("'", "&#39;") in page for one in HAZARDS)
    for name in safety.documents():
        assert client.get(f"/o/riverside/safety/{name}").content.decode().startswith("# ")
    assert {"DPIA.md", "SAFETY_CASE.md"} <= set(safety.documents())
    assert client.get("/o/riverside/safety/HAZARD_LOG.md").status_code == 404
    assert client.get("/o/riverside/safety/..%2F..%2FREADME.md").status_code == 404
