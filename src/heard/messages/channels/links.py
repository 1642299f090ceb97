"""The addresses of Heard that messages carry: for replies, for bounces, and to stop."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse


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
