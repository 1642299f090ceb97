"""An export's whole way in Chromium, on a telephone and on a desk, with and without script, axe clean on every page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from heard.organisations.models import Role
from heard.organisations.tests.factories import make_account, make_membership, make_organisation
from heard.store.background import run_all_now
from heard.voices.tests.factories import row, table
from tests.browser import Journey, sign_in_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = [
    row(1, 1, answer="The nurses were kind. Ring me on 01632 960001 please"),
    row(2, 1, rating="7", answer="Did not answer"),
    row(3, 1, date="31/02/2022", answer="=1+1"),
    row(4, 1, date="03/10/2021", answer="Cold"),
    row(4, 2, date="10/03/2021", answer="Blankets"),
]


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, False)], ids=["390-script", "1280-no script"])
def test_an_export_is_brought_in_read_settled_and_undone(
    page_at: Any, tmp_path: Path, width: int, javascript: bool
) -> None:
    trust = make_organisation("riverside")
    account = make_account(name="Lea Lead")
    make_membership(trust, Role.ENGAGEMENT_LEAD, account)
    client = Client()
    client.force_login(account)
    page = page_at(width, javascript=javascript)
    sign_in_session(page, client)
    lead = Journey(page, javascript)
    file = tmp_path / "winter.csv"
    file.write_bytes(table(ROWS))

    page.goto(page.address + "/o/riverside/imports/")
    lead.arrives("Imports")
    lead.presses("Import a file")
    lead.arrives("Import a file")
    lead.presses("Upload")
    lead.sees("Choose the file to import")
    lead.arrives("Import a file")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Where does it come from?").fill("Inpatient texts")
    lead.presses("Upload")

    lead.arrives("What is in each column?")
    lead.presses("Continue")
    lead.arrives("What the file leaves open")
    lead.sees("What does the code ‘7’ mean?")
    lead.presses("Continue")
    lead.arrives("Check the first rows")
    lead.sees("Ring me on [phone number] please")
    lead.presses("Start the import")
    lead.arrives("winter.csv")
    lead.sees("The file is being read.")
    run_all_now()
    page.goto(page.url)
    lead.arrives("winter.csv")
    lead.sees("Every row accounted for")

    here = page.url
    lead.follows("See the rejected rows")
    lead.arrives("Rejected rows of winter.csv")
    with page.expect_download() as download:
        lead.presses("Download all as CSV")
    assert "'=1+1" in Path(download.value.path()).read_text(encoding="utf-8-sig")

    page.goto(here)
    lead.follows("Say how this source writes its dates")
    lead.arrives("How are these dates to be read?")
    page.get_by_label("Day first").check()
    lead.presses("Save")
    lead.arrives("Inpatient texts")
    lead.sees("1 date is read with the day first.")

    page.goto(page.address + "/o/riverside/explore/")
    page.locator("main a[href*='/voices/']").first.click()
    lead.arrives("Feedback about Ward 4")
    lead.follows("Withdraw this voice")
    lead.arrives("Withdraw this voice?")
    lead.presses("Withdraw this voice")
    lead.sees("Enter why the voice is withdrawn")

    page.goto(here)
    lead.follows("Undo this import")
    lead.arrives("Undo the import of winter.csv?")
    lead.presses("Undo this import")
    page.wait_for_url(re.compile(r"/imports/\w+/$"))
    run_all_now()
    page.goto(here)
    lead.arrives("winter.csv")
    lead.sees("The import was undone.")
