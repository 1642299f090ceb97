"""What messages hold of something that is forgotten: addresses, what was written to somebody, what they wrote back."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from heard.ledger import actions as ledger
from heard.ledger.ports import Forgetting
from heard.messages.actions.recipients import forget_recipient
from heard.messages.models import Body, Message, Notice, Outbox, Recipient, Reply
from heard.messages.policy import require
from heard.messages.subjects import Whole
from heard.organisations.errors import Refused
from heard.organisations.policy import SYSTEM, Actor

# An answer that belongs to no message, as the ledger calls it.
REPLY = "reply:"


def said(subject: str) -> list[str]:
    """The words of an answer that belongs to no message."""
    if not subject.startswith(REPLY):
        return []
    return list(Reply.objects.filter(reference=subject.removeprefix(REPLY)).values_list("words", flat=True))


def forget(forgetting: Forgetting) -> None:
    """Forget whoever is linked to it: their address, every message to them and from them, and quotations elsewhere."""
    if forgetting.subject.startswith(REPLY):
        mine = Reply.objects.filter(reference=forgetting.subject.removeprefix(REPLY))
        forgetting.gone["replies"] += mine.exclude(words="", sealed=None).update(words="", sealed=None)
    for ref in sorted(forgetting.linked):
        for organisation_id in _keepers(ref):
            gone = forget_recipient(actor=SYSTEM, organisation_id=organisation_id, ref=ref)
            forgetting.gone.update(addresses=gone.addresses, messages=gone.bodies, replies=gone.replies)
    _forget_quotations(forgetting)
    _forget_notices(forgetting)
    _forget_mails(forgetting)


def _keepers(ref: str) -> set[int]:
    """The organisations that know a recipient by this reference."""
    return {
        *Recipient.objects.filter(ref=ref).values_list("organisation_id", flat=True),
        *Message.objects.filter(recipient_ref=ref).values_list("organisation_id", flat=True),
        *Reply.objects.filter(recipient_ref=ref).values_list("organisation_id", flat=True),
    }


def _forget_quotations(forgetting: Forgetting) -> None:
    """What was written to others about the same matter stays, without the words."""
    about = Message.objects.filter(about__in=forgetting.linked)
    forgetting.linked |= {f"message:{reference}" for reference in about.values_list("reference", flat=True)}
    _forget_bodies(forgetting, about)
    for reply in Reply.objects.filter(message__in=about).exclude(words=""):
        if forgetting.quoted.found(reply.words):
            Reply.objects.filter(pk=reply.pk).update(words=forgetting.quoted.taken_out(reply.words))
            forgetting.gone["quotations"] += 1


def _forget_bodies(forgetting: Forgetting, messages: QuerySet[Message]) -> None:
    for body in Body.objects.filter(message__in=messages).select_related("message"):
        subject, words = forgetting.quoted.taken_out(body.subject), forgetting.quoted.taken_out(body.words)
        if (subject, words) != (body.subject, body.words):
            # Without its nonce, its event no longer proves words that were not sent so.
            Body.objects.filter(pk=body.pk).update(subject=subject[:200], words=words, nonce=b"")
            Outbox.objects.filter(message_reference__startswith=body.message.reference).update(sealed=None)
            forgetting.gone["quotations"] += 1


def _forget_notices(forgetting: Forgetting) -> None:
    """Notices about it, and the e-mails to colleagues into which they were gathered."""
    told: set[str] = set()
    for subject in sorted(forgetting.linked):
        _, _, reference = subject.rpartition(":")
        for notice in Notice.objects.filter(key__contains=reference).select_related("account"):
            if forgetting.quoted.found(notice.text):
                Notice.objects.filter(pk=notice.pk).update(text=forgetting.quoted.taken_out(notice.text)[:300])
                forgetting.gone["quotations"] += 1
                told.add(f"organisations.account:{notice.account.reference}")
    _forget_bodies(forgetting, Message.objects.filter(recipient_ref__in=told, template="digest"))


def _forget_mails(forgetting: Forgetting) -> None:
    """Colleagues' e-mails that a file keeps in place of a mail server, where no server is set."""
    folder = Path(settings.EMAIL_FILE_PATH or "")
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend") or not folder.is_dir():
        return
    for path in folder.glob("*.log"):
        # Lines that quoted-printable has broken are joined again.
        if forgetting.quoted.found(path.read_text(encoding="utf-8", errors="replace").replace("=\n", "")):
            path.unlink(missing_ok=True)
            forgetting.gone["e-mails"] += 1


@transaction.atomic
def forget_reply(*, actor: Actor, organisation_id: int, reference: str) -> dict[str, int]:
    """Forget an answer that belongs to no message: its words and its sender's address; its line stays."""
    require(actor, "forget_recipients", Whole(organisation_id))
    if not Reply.objects.filter(organisation=organisation_id, reference=reference, message=None).exists():
        raise Refused("Choose an answer that belongs to no message.")
    return ledger.forget(subject=f"{REPLY}{reference}", because="asked for", actor=actor.reference)
