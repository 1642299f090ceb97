"""GOV.UK Notify: text messages, and e-mails where there is no mail server of one's own.

Notify sends templates of its own only. Ours are one field wide: a text message template `((body))`, an e-mail template
with the subject `((subject))` and the body `((body))`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from heard.messages.addresses import phone_number
from heard.messages.channels import Handed, Never, NotNow, Parcel
from heard.messages.models import Way
from heard.messages.wording import plain

_BUSY = "GOV.UK Notify could not be reached. It is tried again."


class Notify:
    """GOV.UK Notify, which can be asked what it took by our own reference."""

    really = True
    tells = True

    def __init__(self, way: str, key: str, url: str, template: str) -> None:
        from notifications_python_client.notifications import NotificationsAPIClient

        self.way, self.template = way, template
        # Untyped.
        client: Any = NotificationsAPIClient
        self.client: Any = client(key, base_url=url, timeout=30)

    def deliver(self, parcel: Parcel) -> Handed:
        """Hand it over under our reference."""
        return Handed(str(self._ask(lambda: self._send(parcel))["id"]))

    def find(self, reference: str) -> Handed | None:
        """What Notify took under our reference."""
        found = self._ask(lambda: self.client.get_all_notifications(reference=reference))["notifications"]
        return Handed(str(found[0]["id"])) if found else None

    def _send(self, parcel: Parcel) -> Any:
        if self.way == Way.SMS:
            return self.client.send_sms_notification(
                phone_number=phone_number(parcel.to.phone),
                template_id=self.template,
                personalisation={"body": parcel.words},
                reference=parcel.reference,
            )
        return self.client.send_email_notification(
            email_address=parcel.to.email,
            template_id=self.template,
            personalisation={"subject": parcel.subject, "body": plain.as_text(parcel.words)},
            reference=parcel.reference,
        )

    def _ask(self, call: Any) -> Any:
        from notifications_python_client.errors import HTTPError, InvalidResponse

        try:
            return call()
        except HTTPError as failed:
            status = int(failed.status_code)
            if status == 429:
                raise NotNow(
                    "GOV.UK Notify takes no more for now. It is tried again.", timedelta(minutes=5)
                ) from failed
            if status == 400:
                raise Never(f"GOV.UK Notify refused this message: {_said(failed)}") from failed
            if status == 403:
                raise NotNow(
                    "GOV.UK Notify does not accept the key. Check HEARD_NOTIFY_KEY. It is tried again."
                ) from failed
            raise NotNow(_BUSY) from failed
        except (InvalidResponse, OSError) as failed:
            raise NotNow(_BUSY) from failed


def _said(failed: Any) -> str:
    """Notify's own reason. It never holds the message's words; cut all the same."""
    message = failed.message
    first = message[0] if isinstance(message, list) and message else message
    text = first.get("message", "") if isinstance(first, dict) else str(first)
    return text[:150] or "no reason given."


# What Notify's delivery receipts say, and what that means here.
RECEIPTS: Final = {
    "delivered": ("delivered", ""),
    "sent": ("delivered", ""),
    "permanent-failure": ("bounced", "The address or number does not exist."),
    "temporary-failure": ("bounced", "The mailbox is full, or the phone was off for days."),
    "technical-failure": ("failed", "GOV.UK Notify had a fault and did not send it. Send it again."),
}
