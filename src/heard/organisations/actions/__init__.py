"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.organisations.actions.aliases import add_alias, remove_alias
from heard.organisations.actions.organisations import create_organisation, describe_organisation, succeed_organisation
from heard.organisations.actions.paths import ensure_path, ensure_paths
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
    "add_alias",
    "add_unit",
    "close_unit",
    "create_organisation",
    "describe_organisation",
    "ensure_path",
    "ensure_paths",
    "identify_unit",
    "merge_units",
    "move_unit",
    "remove_alias",
    "rename_unit",
    "reopen_unit",
    "succeed_organisation",
]
