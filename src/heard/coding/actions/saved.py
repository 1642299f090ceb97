"""Searches that people keep."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from heard.coding import policy as _declared  # noqa: F401 - declares the verbs
from heard.coding.models import SavedView
from heard.ledger.actions import record
from heard.organisations import policy
from heard.organisations.errors import Refused
from heard.organisations.policy import Actor

LONGEST_NAME: Final = 100
LONGEST_QUERY: Final = 4_000


def save_view(*, actor: Actor, organisation_id: int, name: str, query: str, shared: bool = False) -> str:
    """Keep a search (the query string of Explore) under a name; returns its reference. Raises Refused."""
    name = _name(name)
    if len(query) > LONGEST_QUERY:
        raise Refused("Choose fewer filters: this search is too long to keep.")
    if actor.account_id is None or not policy.may(actor, "save_view", organisation_id):
        raise Refused("You cannot keep searches here.")
    _may_share(actor, organisation_id, shared)
    with transaction.atomic():
        view = SavedView.objects.create(
            organisation_id=organisation_id, account_id=actor.account_id, name=name, query=query, shared=shared
        )
        _record(actor, view, "view.saved")
    return view.reference


def rename_view(*, actor: Actor, organisation_id: int, reference: str, name: str) -> None:
    """Give one's own view another name. Raises Refused."""
    name = _name(name)
    with transaction.atomic():
        view = _own(actor, organisation_id, reference)
        view.name = name
        view.save(update_fields=["name"])
        _record(actor, view, "view.renamed")


def share_view(*, actor: Actor, organisation_id: int, reference: str, shared: bool) -> None:
    """Show one's own view to everyone in the organisation who explores, or to nobody else again. Raises Refused."""
    _may_share(actor, organisation_id, shared)
    with transaction.atomic():
        view = _own(actor, organisation_id, reference)
        view.shared = shared
        view.save(update_fields=["shared"])
        _record(actor, view, "view.shared")


def delete_view(*, actor: Actor, organisation_id: int, reference: str) -> None:
    """Delete one's own view. Raises Refused."""
    with transaction.atomic():
        view = _own(actor, organisation_id, reference)
        _record(actor, view, "view.deleted")
        view.delete()


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("Enter a name for this search.", "name")
    if len(name) > LONGEST_NAME:
        raise Refused(f"Shorten the name to {LONGEST_NAME} characters or fewer.", "name")
    return name


def _may_share(actor: Actor, organisation_id: int, shared: bool) -> None:
    if shared and not policy.may(actor, "share_view", organisation_id):
        raise Refused("Only engagement leads and analysts can share a search with everyone.", "shared")


def _own(actor: Actor, organisation_id: int, reference: str) -> SavedView:
    view = (
        SavedView.objects.select_for_update(of=("self",))
        .filter(organisation_id=organisation_id, reference=reference, account__reference=actor.reference)
        .first()
    )
    if view is None:
        raise Refused("This saved search is not there, or belongs to somebody else.")
    return view


def _record(actor: Actor, view: SavedView, kind: str) -> None:
    # The query may hold words that somebody typed: the event says only which view, and what of it anyone may know.
    record(kind=kind, subject=f"view:{view.reference}", actor=actor.reference, content={"shared": view.shared})
