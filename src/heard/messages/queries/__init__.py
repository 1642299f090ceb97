"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.messages.ports import Recipient
from heard.messages.queries.recipients import ACCOUNT, Entry, entry, resolve, resolve_many, stopped
from heard.messages.queries.templates import LANGUAGES, TEMPLATES, Rendered, Template, render, template, templates

__all__ = [
    "ACCOUNT",
    "LANGUAGES",
    "TEMPLATES",
    "Entry",
    "Recipient",
    "Rendered",
    "Template",
    "entry",
    "render",
    "resolve",
    "resolve_many",
    "stopped",
    "template",
    "templates",
]
