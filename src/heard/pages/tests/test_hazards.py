"""The hazard log: each control names tests that exist and are collected, and the document says what the pack says."""

from __future__ import annotations

import functools
import importlib
import inspect
import unittest
from pathlib import Path

import pytest
from django.test import Client

from heard.organisations.models import Role
from heard.organisations.packs import read
from heard.organisations.tests.factories import make_membership, make_organisation
from heard.pages import safety

ROOT = Path(__file__).resolve().parents[4]
HAZARDS = safety.hazards(read(safety.PACK).content)


def collected(test, config):
    """Whether pytest collects what a path and names lead to, by its own rules for files, classes and functions."""
    name, *way = test.split("::")
    path = ROOT / name
    asked = any(path.is_relative_to(ROOT / folder) for folder in config.getini("testpaths"))
    if not (asked and path.is_file() and any(path.match(form) for form in config.getini("python_files"))):
        return False
    root = ROOT / "src" if name.startswith("src/") else ROOT
    module = importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
    found = functools.reduce(lambda thing, part: getattr(thing, part, None), way, module)
    rightly = inspect.isfunction(found) and found.__module__ == module.__name__
    classes = [getattr(module, part, None) for part in way[:-1]]
    marks = {mark.name for mark in getattr(found, "pytestmark", []) + _marks_of(module)}
    return (
        rightly
        and any(way[-1].startswith(start) for start in config.getini("python_functions"))
        and all(inspect.isclass(one) and issubclass(one, unittest.TestCase) for one in classes)
        and not marks & {"skip", "skipif", "xfail"}
    )


def _marks_of(module):
    marks = getattr(module, "pytestmark", [])
    return marks if isinstance(marks, list) else [marks]


def test_every_control_names_a_test_that_is_collected(request):
    named = {test for one in HAZARDS for control in one.controls for test in control.tests}
    assert len(named) > 60
    assert {test for test in named if not collected(test, request.config)} == set()
    for wrong in (
        "src/heard/pages/tests/test_hazards.py::test_that_is_nowhere",
        "src/heard/pages/tests/test_hazards.py::collected",
        "src/heard/pages/safety.py::hazards",
        "src/heard/pages/tests/test_nowhere.py::test_it",
    ):
        assert not collected(wrong, request.config), wrong


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
