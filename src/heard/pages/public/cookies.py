"""What Heard keeps in a browser, for the page that says so. A test compares it with what the pages really set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept in a browser: its name, what it is for, and how long it stays."""

    name: str
    purpose: str
    lasts: str


# The name under which Django keeps a sentence until the next page.
SENTENCE: Final = "messages"
# How the names of drafts begin in a browser's own store (design/assets/tell.js).
DRAFT: Final = "heard-draft:"


def cookies() -> tuple[Kept, ...]:
    """Every cookie that Heard sets. All are for people who sign in; the public pages set none."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    return (
        Kept(
            settings.SESSION_COOKIE_NAME,
            gettext("Keeps a member of staff signed in."),
            gettext("Until the browser is closed, %(hours)s hours at most") % {"hours": hours},
        ),
        Kept(
            settings.CSRF_COOKIE_NAME,
            gettext("Stops other websites from sending a form in the name of a member of staff."),
            gettext("One year"),
        ),
        Kept(
            SENTENCE,
            gettext("Holds one line, such as ‘Saved’, for the next page."),
            gettext("Until the next page is shown"),
        ),
    )


def drafts() -> Kept:
    """What the script of 'Tell us' keeps in the browser itself. It is no cookie, and is never sent to us."""
    return Kept(
        DRAFT,
        gettext("Keeps what you have typed in ‘Tell us’, so that it is not lost. It stays in your browser."),
        gettext(
            "Until you send it, close the page, leave with ‘Leave this page quickly’, or write nothing for half an hour"
        ),
    )
