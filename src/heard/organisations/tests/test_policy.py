"""Who may do what, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone

from heard.organisations import actions, policy, queries
from heard.organisations.models import Account, Role
from heard.organisations.policy import SYSTEM
from heard.organisations.queries import Span
from heard.organisations.tests.factories import make_account, make_actor, make_membership, make_organisation, make_unit

pytestmark = pytest.mark.django_db

EVERY_ROLE = set(Role)
WHO_MAY = {
    "see_services": EVERY_ROLE,
    "manage_services": {Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD},
    "see_people": {Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD, Role.INFORMATION_GOVERNANCE},
    "manage_people": {Role.ADMINISTRATOR},
    "manage_settings": {Role.ADMINISTRATOR},
}


@dataclass(frozen=True)
class Said:
    organisation_id: int
    unit_id: int | None
    said_on: date | None = None


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_its_verbs_in_its_own_organisation_and_none_in_another(role):
    own, other = make_organisation(), make_organisation()
    actor = make_actor(own, role)
    for verb, roles in WHO_MAY.items():
        assert policy.can(actor, verb, own) is (role in roles), verb
        assert policy.may(actor, verb, own.id) is (role in roles), verb
        assert not policy.can(actor, verb, other)
        assert queries.scope(actor, verb, other.id) is None


def test_an_undeclared_verb_and_nobody_are_refused():
    trust = make_organisation()
    assert not policy.can(make_actor(trust, Role.ADMINISTRATOR), "fly", trust)
    assert not policy.can(None, "see_services", trust)
    assert queries.scope(None, "see_services", trust.id) is None


def test_a_verb_cannot_be_declared_again_with_other_roles():
    with pytest.raises(ValueError, match="see_services"):
        policy.declare({"see_services": [Role.ANALYST]})


def test_a_manager_reaches_the_own_subtree_as_it_was_on_the_day():
    trust = make_organisation()
    north, south = make_unit(trust, "North", "site"), make_unit(trust, "South", "site")
    ward = make_unit(north, "Ward 5", "ward")
    actions.move_unit(actor=SYSTEM, unit_id=ward.id, parent_id=south.id, on=date(2026, 4, 1))
    manager = make_actor(trust, Role.SERVICE_MANAGER, unit=north)
    assert policy.can(manager, "see_services", Said(trust.id, ward.id, date(2026, 3, 31)))
    assert not policy.can(manager, "see_services", Said(trust.id, ward.id, date(2026, 4, 1)))
    assert not policy.can(manager, "see_services", Said(trust.id, ward.id, None))
    assert policy.can(manager, "see_services", Said(trust.id, north.id, None))
    assert not policy.can(manager, "see_services", Said(trust.id, None)), "what has no unit is the whole's"
    assert not policy.can(manager, "see_services", trust)
    assert policy.may(manager, "see_services", trust.id)
    scope = queries.scope(manager, "see_services", trust.id)
    assert scope is not None
    assert set(scope.spans) == {Span(north.id), Span(ward.id, None, date(2026, 4, 1))}


def test_two_subtrees_of_one_person_are_one_scope_without_doubles():
    trust = make_organisation()
    north = make_unit(trust, "North", "site")
    ward = make_unit(north, "Ward 5", "ward")
    account = make_account()
    make_membership(trust, Role.SERVICE_MANAGER, account, unit=north)
    make_membership(trust, Role.SERVICE_MANAGER, account, unit=ward)
    scope = queries.scope(queries.actor(account), "see_services", trust.id)
    assert sorted(span.unit_id for span in scope.spans) == sorted([north.id, ward.id])


def test_a_membership_counts_only_on_its_days_and_while_the_account_is_active():
    trust = make_organisation()
    today = timezone.localdate()
    account = make_account()
    make_membership(trust, Role.ANALYST, account, from_date=today, until_date=today + timedelta(days=2))
    days = [today + timedelta(days=number) for number in (-1, 0, 1, 2)]
    assert [bool(queries.actor(account, on=day).grants) for day in days] == [False, True, True, False]
    Account.objects.filter(pk=account.pk).update(is_active=False)
    account.refresh_from_db()
    assert queries.actor(account).grants == ()


def test_a_deputy_holds_the_grant_too_while_they_belong_to_the_organisation():
    trust = make_organisation()
    deputy = make_account()
    make_membership(trust, Role.ADMINISTRATOR, deputy=deputy)
    assert queries.actor(deputy).grants == ()
    make_membership(trust, Role.BOARD_MEMBER, deputy)
    assert policy.can(queries.actor(deputy), "manage_people", trust)


def test_the_deputy_of_somebody_whose_account_is_closed_holds_nothing_of_theirs():
    trust = make_organisation()
    holder, deputy = make_account(), make_account()
    make_membership(trust, Role.ADMINISTRATOR, holder, deputy=deputy)
    make_membership(trust, Role.BOARD_MEMBER, deputy)
    Account.objects.filter(pk=holder.pk).update(is_active=False)
    assert not policy.can(queries.actor(deputy), "manage_people", trust)


def test_an_actor_takes_two_queries(django_assert_num_queries):
    trust = make_organisation()
    north = make_unit(trust, "North", "site")
    account = make_membership(trust, Role.SERVICE_MANAGER, unit=north).account
    make_membership(trust, Role.ANALYST, account)
    with django_assert_num_queries(2):
        queries.actor(account)
