"""A mailbox of our own, read by IMAP over TLS: each e-mail is taken in once, and nothing is lost."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from heard.messages import jobs
from heard.messages.inbound import mailbox
from heard.messages.models import Reply
from heard.messages.tests.servers import ImapServer, certificate, imap_server
from heard.messages.tests.test_outside import email, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose certificate this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)))
    return tmp_path


def test_a_reply_in_the_mailbox_reaches_its_message_once(trusted: Path, settings: Any) -> None:
    message = sent()
    first, stray = email(message.token), email(subject="Hello", **{"Message-ID": "<two@example.org>"})
    with imap_server(trusted, first, stray) as url:
        settings.MESSAGES = {**settings.MESSAGES, "imap_url": url}
        jobs.collect_mail()
        assert ImapServer.flags == {1: {"\\Seen"}, 2: {"\\Seen"}}
        assert Reply.objects.get(message=message).words == "No, nothing changed."
        assert Reply.objects.filter(message=None).count() == 1
        assert mailbox.collect(url) == 0
        # Marked as unread by somebody's mail program: known by its Message-ID.
        ImapServer.flags[1].clear()
        assert mailbox.collect(url) == 1
        assert Reply.objects.count() == 2
    assert ImapServer.logins[0].split()[1:] == ["heard", '"p@ss"']


def test_what_cannot_be_taken_in_is_flagged_and_holds_up_nothing(
    trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = sent()
    monkeypatch.setattr("heard.messages.inbound.mail.LARGEST", 2_000)
    with imap_server(
        trusted, email(body="x" * 3_000, **{"Message-ID": "<two@example.org>"}), email(message.token)
    ) as url:
        assert mailbox.collect(url) == 1
        assert ImapServer.flags == {1: {"\\Flagged"}, 2: {"\\Seen"}}
        assert mailbox.collect(url) == 0


def test_replies_wait_unread_until_it_is_known_whose_they_are(trusted: Path) -> None:
    sent()
    sent()
    with imap_server(trusted, email()) as url:
        assert mailbox.collect(url) == 0
        assert ImapServer.flags == {1: set()}


def test_a_mailbox_that_is_not_to_be_trusted_is_told_no_password(tmp_path: Path, settings: Any, caplog: Any) -> None:
    with imap_server(tmp_path, email()) as url:
        with pytest.raises(mailbox.Unreachable, match="could not be reached over TLS"):
            mailbox.collect(url)
        assert ImapServer.logins == []
        settings.MESSAGES = {**settings.MESSAGES, "imap_url": url}
        with caplog.at_level(logging.WARNING):
            jobs.collect_mail()
    assert "p@ss" not in caplog.text
    assert "could not be reached" in caplog.text


def test_a_wrong_password_is_said_without_it(trusted: Path) -> None:
    with imap_server(trusted) as url, pytest.raises(mailbox.Unreachable) as caught:
        mailbox.check(url.replace("p%40ss", "wrong"))
    assert caught.value.sentence == "The mailbox at 127.0.0.1 refuses Heard. Check HEARD_IMAP_URL."
