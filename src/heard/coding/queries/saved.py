"""Searches that people keep."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from heard.coding.models import SavedView
from heard.coding.queries.shapes import SavedSearch
from heard.organisations import policy
from heard.organisations.policy import Actor


def saved_views(actor: Actor, organisation_id: int) -> tuple[SavedSearch, ...]:
    """The actor's own saved views and those shared in the organisation, by name. One query."""
    return tuple(_shape(actor, view) for view in _shown(actor, organisation_id).order_by("name", "id"))


def saved_view(actor: Actor, organisation_id: int, reference: str) -> SavedSearch | None:
    """One of them by its reference, or None."""
    view = _shown(actor, organisation_id).filter(reference=reference).first()
    return _shape(actor, view) if view else None


def _shown(actor: Actor, organisation_id: int) -> QuerySet[SavedView]:
    if not policy.may(actor, "explore", organisation_id):
        return SavedView.objects.none()
    theirs = Q(account_id=actor.account_id) | Q(shared=True)
    return SavedView.objects.filter(theirs, organisation_id=organisation_id).select_related("account")


def _shape(actor: Actor, view: SavedView) -> SavedSearch:
    return SavedSearch(
        reference=view.reference,
        organisation_id=view.organisation_id,
        name=view.name,
        query=view.query,
        shared=view.shared,
        owner=view.account.name,
        mine=view.account_id == actor.account_id,
    )
