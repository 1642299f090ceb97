"""A demonstration organisation removed. Organisations in earnest close; they are never removed."""

from __future__ import annotations

from django.db import transaction

from heard.ledger import actions as ledger
from heard.organisations.actions import trees
from heard.organisations.errors import Refused
from heard.organisations.models import Account, Organisation
from heard.organisations.policy import Actor


@transaction.atomic
def remove_organisation(*, actor: Actor, organisation_id: int) -> None:
    """Delete a demonstration organisation with its services, roles and demonstration accounts. Its events stay.

    Its voices, and what other rooms keep of it, have to be gone. An account that has a role elsewhere stays.
    """
    organisation = trees.locked(organisation_id)
    if not actor.system or not organisation.demonstration:
        raise Refused("Only a demonstration organisation can be removed. Close this one's services instead.")
    ledger.record(
        kind="organisations.demonstration-removed",
        subject=f"organisation:{organisation.reference}",
        content={"code": organisation.code, "name": organisation.name},
        actor=actor.reference,
    )
    members = Account.objects.filter(demonstration=True, memberships__organisation=organisation)
    ids = list(members.values_list("id", flat=True))
    Organisation.objects.filter(pk=organisation.pk).delete()
    Account.objects.filter(pk__in=ids, memberships=None).delete()
