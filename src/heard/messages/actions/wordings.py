"""An organisation's own wording of a template: saved as a new version, the earlier ones kept."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from heard.ledger import actions as ledger
from heard.messages import limits, queries
from heard.messages.models import Wording
from heard.messages.policy import require
from heard.messages.subjects import Whole
from heard.messages.wording import placeholders, sms
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor

PARTS = ("subject", "body", "easy_read", "sms")
_MISSING = {
    "subject": "Enter a subject.",
    "body": "Enter the wording of letters and e-mails.",
    "easy_read": "Enter the easy read wording.",
    "sms": "Enter the wording of text messages.",
}


@transaction.atomic
def save_wording(
    *,
    actor: Actor,
    organisation_id: int,
    template: str,
    language: str,
    subject: str,
    body: str,
    easy_read: str,
    sms: str,
) -> int:
    """Save the organisation's own wording; returns the version. Every field in it is checked first."""
    found = _allowed(actor, organisation_id, template, language)
    given = {"subject": " ".join(subject.split()), "body": body, "easy_read": easy_read, "sms": sms}
    given = {name: text.replace("\r\n", "\n").replace("\x00", "").strip() for name, text in given.items()}
    for name in PARTS:
        if sentence := problem(found, name, given[name]):
            raise Refused(sentence, name)
    if len(given["subject"]) > 200:
        raise Refused("Enter a subject of at most 200 characters.", "subject")
    texts = found.texts[language]
    if all(getattr(texts, name).strip() == given[name] for name in PARTS):
        raise Refused("Nothing has been changed.")
    return _save(actor, organisation_id, template, language, own=True, **given)


@transaction.atomic
def reset_wording(*, actor: Actor, organisation_id: int, template: str, language: str) -> int:
    """Go back to the wording that Heard comes with; returns the version that says so. Earlier ones are kept."""
    found = _allowed(actor, organisation_id, template, language)
    if not found.texts[language].own:
        raise Refused("This is the wording that Heard comes with.")
    return _save(actor, organisation_id, template, language, own=False)


def problem(template: queries.Template, part: str, text: str) -> str:
    """What is wrong with one part of a wording, in a sentence; empty where nothing is."""
    if not text:
        return _MISSING[part]
    known = [field.name for field in template.fields]
    # What it is for has to stand in all but the subject.
    needed = template.needed if part != "subject" else ()
    if sentence := placeholders.problem(text, known=known, needed=needed):
        return sentence
    if part == "sms":
        rules, length = limits.limits(), sms.length(placeholders.fill(text, template.examples))
        if length.segments > rules.segments_most:
            return (
                f"Shorten it: filled in with the examples it has {length.segments} parts, "
                f"and at most {rules.segments_most} can be sent."
            )
    return ""


def _allowed(actor: Actor, organisation_id: int, template: str, language: str) -> queries.Template:
    require(actor, "edit_templates", Whole(organisation_id))
    found = queries.template(organisation_id, template)
    if found is None or language not in found.texts:
        raise Refused("Choose a template and a language that it has.")
    return found


def _save(actor: Actor, organisation_id: int, template: str, language: str, *, own: bool, **texts: str) -> int:
    rows = Wording.objects.filter(organisation=organisation_id, template=template, language=language)
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    Wording.objects.create(
        organisation_id=organisation_id,
        template=template,
        language=language,
        version=version,
        own=own,
        saved_by_id=actor.account_id,
        saved_at=timezone.now(),
        **texts,
    )
    content = {"template": template, "language": language, "version": version, **texts}
    kind = "messages.wording-saved" if own else "messages.wording-reset"
    ledger.record(kind=kind, subject=f"template:{organisation_id}:{template}", content=content, actor=actor.reference)
    return version
