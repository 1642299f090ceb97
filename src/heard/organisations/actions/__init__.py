"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.organisations.actions.aliases import add_alias, remove_alias
from heard.organisations.actions.invitations import (
    Invitee,
    accept_invitation,
    hash_of,
    invite_people,
    resend_invitation,
    withdraw_invitation,
)
from heard.organisations.actions.memberships import (
    appoint_deputy,
    change_membership,
    close_left_accounts,
    end_membership,
    enrol,
    rename_account,
    reset_second_factor,
)
from heard.organisations.actions.organisations import (
    create_organisation,
    describe_organisation,
    say_publicly,
    succeed_organisation,
)
from heard.organisations.actions.paths import ensure_path, ensure_paths
from heard.organisations.actions.removal import remove_organisation
from heard.organisations.actions.units import (
    add_unit,
    close_unit,
    identify_unit,
    merge_units,
    move_unit,
    rename_unit,
    reopen_unit,
)

__all__ = [
    "Invitee",
    "accept_invitation",
    "add_alias",
    "add_unit",
    "appoint_deputy",
    "change_membership",
    "close_left_accounts",
    "close_unit",
    "create_organisation",
    "describe_organisation",
    "end_membership",
    "enrol",
    "ensure_path",
    "ensure_paths",
    "hash_of",
    "identify_unit",
    "invite_people",
    "merge_units",
    "move_unit",
    "remove_alias",
    "remove_organisation",
    "rename_account",
    "rename_unit",
    "reopen_unit",
    "resend_invitation",
    "reset_second_factor",
    "say_publicly",
    "succeed_organisation",
    "withdraw_invitation",
]
