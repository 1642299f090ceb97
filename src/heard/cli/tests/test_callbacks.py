from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from heard.cli.callbacks import callbacks


@pytest.mark.django_db
def test_the_tokens_that_it_shows_open_the_addresses_that_it_shows(capsys: Any, settings: Any) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "site": "https://heard.example"}
    callbacks(as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert {one["url"] for one in found} == {
        "https://heard.example/messages/notify/",
        "https://heard.example/messages/inbound/",
    }
    for one in found:
        given = {"headers": {"Authorization": f"Bearer {one['token']}"}, "content_type": "application/json"}
        answer = Client().post(urlsplit(one["url"]).path, "", **given)
        assert (answer.status_code, "bearer" in answer.content.decode()) == (400, False), "let in, and nothing was sent"


def test_it_says_what_is_not_set(capsys: Any, settings: Any) -> None:
    settings.MESSAGES = {**settings.MESSAGES, "site": "", "imap_url": "imaps://heard:secret@127.0.0.1:1/INBOX"}
    callbacks(as_json=False)
    shown = capsys.readouterr().out
    assert "Set HEARD_SITE" in shown
    assert "The mailbox at 127.0.0.1 could not be reached" in shown
    assert "secret" not in shown
