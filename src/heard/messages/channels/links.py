"""The addresses of Heard that messages carry: for replies, for bounces, and to stop."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse

from heard.messages.models import Way


def token_address(token: str, kind: str = "") -> str:
    """The address that replies to a message come to ('replies+abc@…'), or bounces ('replies+b-abc@…').

    Without HEARD_REPLY_ADDRESS it is the sender's own with the token, which most mail servers deliver as well.
    """
    address = settings.MESSAGES["reply_address"] or parseaddr(settings.MESSAGES["from"])[1]
    local, _, host = address.partition("@")
    return f"{local}+{kind}{token}@{host}"


def stop_link(token: str) -> str:
    """The page on which somebody stops messages to their address; empty where the installation's address is not set."""
    site = settings.MESSAGES["site"]
    return site + reverse("messages-stop", args=[token]) if site else ""


def stop_sentence(token: str, way: str, language: str) -> str:
    """How whoever holds a letter is asked no more, in a sentence; empty for the ways that say so themselves.

    E-mails have a footer of their own, text messages the word STOP.
    """
    link = stop_link(token) if way == Way.LETTER else ""
    if not link:
        return ""
    return f"I beidio â chael eich gwahodd eto: {link}" if language == "cy" else f"To be asked no more: {link}"
