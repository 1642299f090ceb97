"""Templates: the pack's wording, an organisation's own in its place, and what they become for one recipient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from heard.messages.models import Format, Way, Wording
from heard.messages.wording import placeholders, sms
from heard.organisations import packs
from heard.organisations.queries.once import kept

# In the order in which people meet them.
TEMPLATES = ("acknowledgement", "reply", "decision", "did-it-change", "invitation", "staff-notice", "digest")
LANGUAGES = {"en": "English", "cy": "Welsh"}
# The formats that somebody can ask for, by the code that is kept.
FORMATS = {str(value): str(label) for value, label in Format.choices}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that is filled in."""

    name: str
    label: str
    example: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """A template's wording in one language. `version` is the pack's, or 'own 3'."""

    subject: str
    body: str
    easy_read: str
    sms: str
    version: str
    own: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of message, with the wording that is in force in an organisation."""

    slug: str
    title: str
    purpose: str
    public: bool
    automatic: bool
    capped: bool
    fields: tuple[Field, ...]
    needed: tuple[str, ...]
    texts: Mapping[str, Texts]

    @property
    def examples(self) -> dict[str, str]:
        """What a preview fills in."""
        return {field.name: field.example for field in self.fields}


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template becomes: `words` is the text message, or plain text with its three shapes."""

    subject: str
    words: str
    language: str
    version: str


@dataclass(frozen=True, slots=True)
class WordingVersion:
    """One of an organisation's versions of a wording, newest first; `own` is false where it went back to the pack's."""

    version: int
    own: bool
    subject: str
    body: str
    easy_read: str
    sms: str
    by: str
    at: datetime


def template(organisation_id: int, slug: str) -> Template | None:
    """A template as the organisation has it, or None."""
    return _template(slug, _own(organisation_id)) if slug in TEMPLATES else None


def templates(organisation_id: int) -> list[Template]:
    """Every template as the organisation has it."""
    own = _own(organisation_id)
    return [_template(slug, own) for slug in TEMPLATES]


@kept
def _own(organisation_id: int) -> Mapping[tuple[str, str], Wording]:
    """The last version of each wording that an organisation has of its own."""
    rows = Wording.objects.filter(organisation=organisation_id).order_by("version")
    return {(row.template, row.language): row for row in rows}


def _template(slug: str, own: Mapping[tuple[str, str], Wording]) -> Template:
    pack = packs.load(f"message-{slug}")
    given = pack.content
    texts = {}
    for language, wording in given["texts"].items():
        row = own.get((slug, language))
        if row is not None and row.own:
            texts[language] = Texts(row.subject, row.body, row.easy_read, row.sms, f"own {row.version}", own=True)
        else:
            texts[language] = Texts(**wording, version=pack.version, own=False)
    return Template(
        slug=slug,
        title=pack.title,
        purpose=given["purpose"],
        public=given["to"] == "public",
        automatic=given.get("automatic", False),
        capped=given.get("capped", False),
        fields=tuple(
            Field(name, field["label"], field["example"], field.get("optional", False))
            for name, field in given["fields"].items()
        ),
        needed=tuple(given["needed"]),
        texts=texts,
    )


def pack_texts(slug: str, language: str) -> Texts:
    """The pack's own wording."""
    pack = packs.load(f"message-{slug}")
    return Texts(**pack.content["texts"][language], version=pack.version, own=False)


def versions(organisation_id: int, slug: str, language: str) -> list[WordingVersion]:
    """An organisation's versions of a wording, newest first."""
    rows = Wording.objects.filter(organisation=organisation_id, template=slug, language=language)
    return [
        WordingVersion(
            version=row.version,
            own=row.own,
            subject=row.subject,
            body=row.body,
            easy_read=row.easy_read,
            sms=row.sms,
            by=row.saved_by.name if row.saved_by else "Heard",
            at=row.saved_at,
        )
        for row in rows.select_related("saved_by").order_by("-version")
    ]


def render(template: Template, *, language: str, way: str, format: str, values: Mapping[str, str]) -> Rendered:
    """What a template becomes for somebody. A language that it does not have is English.

    Raises KeyError for a field without a value.
    """
    spoken = language if language in template.texts else "en"
    texts = template.texts[spoken]
    given = {field.name: "" for field in template.fields if field.optional} | dict(values)
    source = texts.easy_read if format == Format.EASY_READ else texts.body
    # A subject is one line, whatever is filled in.
    subject = " ".join(placeholders.fill(texts.subject, given).split())[:200]
    if way == Way.SMS:
        return Rendered(subject, sms.plain(placeholders.fill(texts.sms, given)).strip(), spoken, texts.version)
    return Rendered(subject, placeholders.fill(source, given).strip(), spoken, texts.version)
