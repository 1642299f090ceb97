"""A mailbox: what comes back by e-mail is fetched by IMAP over TLS, taken in, and marked as read there."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import unquote, urlsplit

from heard.messages.inbound import mail
from heard.messages.inbound.receiving import Nobody, receive

logger = logging.getLogger(__name__)
# A mailbox that does not answer holds up what else the worker does by the clock for so long at most.
_SECONDS: Final = 10
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class Unreachable(Exception):  # noqa: N818 - it says what happened
    """The mailbox cannot be read now. `sentence` is for people and holds no password."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def collect(url: str, *, most: int = 50) -> int:
    """Take in what nobody has read in the mailbox, at most `most` e-mails; returns how many. Raises Unreachable.

    An e-mail is marked as read when it is kept; one that comes again (its Message-ID is known) changes nothing. What is
    too large, or cannot be taken in, is flagged for a person and stays unread.
    """
    with _opened(url) as box:
        waiting = _said(box.uid("SEARCH", "UNSEEN", "UNFLAGGED"))[0]
        numbers = waiting.split()[:most] if isinstance(waiting, bytes) else []
        return sum(_taken(box, number.decode()) for number in numbers)


def check(url: str) -> None:
    """Raise Unreachable where the mailbox cannot be opened."""
    with _opened(url):
        pass


def _taken(box: imaplib.IMAP4, number: str) -> bool:
    size = _SIZE.search(b" ".join(_bytes(box.uid("FETCH", number, "(RFC822.SIZE)"))))
    if size is None or int(size[1]) > mail.LARGEST:
        logger.warning("An e-mail in the mailbox is larger than 10 MB: it is flagged there, for a person.")
        box.uid("STORE", number, "+FLAGS.SILENT", "(\\Flagged)")
        return False
    # The longest part is the e-mail; the others are what the server says around it.
    raw = max(_bytes(box.uid("FETCH", number, "(BODY.PEEK[])")), key=len)
    try:
        receive(raw)
    except Nobody as nobody:
        logger.warning("An e-mail in the mailbox waits: %s", nobody)
        return False
    except Exception:
        logger.exception("An e-mail in the mailbox cannot be taken in: it is flagged there, for a person.")
        box.uid("STORE", number, "+FLAGS.SILENT", "(\\Flagged)")
        return False
    box.uid("STORE", number, "+FLAGS.SILENT", "(\\Seen)")
    return True


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    """The folder of 'imaps://user:password@host:993/INBOX'; with imap:// the connection is made secure first."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    box: imaplib.IMAP4 | None = None
    try:
        context = ssl.create_default_context()
        if parts.scheme == "imaps":
            box = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=_SECONDS)
        else:
            box = imaplib.IMAP4(host, parts.port or 143, timeout=_SECONDS)
            box.starttls(context)
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        _said(box.select(unquote(parts.path.strip("/")) or "INBOX"))
        yield box
    except imaplib.IMAP4.error as refused:
        raise Unreachable(f"The mailbox at {host} refuses Heard. Check HEARD_IMAP_URL.") from refused
    except OSError as away:
        raise Unreachable(f"The mailbox at {host} could not be reached over TLS. It is tried again.") from away
    finally:
        if box is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                box.logout()


def _said(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    """What the server said, where it says yes."""
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(answer[0])
    return answer[1]


def _bytes(answer: tuple[str, Sequence[object]]) -> list[bytes]:
    found: list[bytes] = []
    for part in _said(answer):
        found += [one for one in (part if isinstance(part, tuple) else (part,)) if isinstance(one, bytes)]
    return found
