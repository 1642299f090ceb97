"""Which roles may do what with tasks, and who may act on one."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from heard.organisations.errors import Refused
from heard.organisations.models import Role
from heard.organisations.policy import EXTERNAL_ROLES, Actor, can, declare, grants

if TYPE_CHECKING:
    from heard.tasks.queries.shapes import TaskSummary

WORKERS = {
    Role.ENGAGEMENT_LEAD,
    Role.SERVICE_MANAGER,
    Role.COMPLAINTS_OFFICER,
    Role.MODERATOR,
    Role.SAFEGUARDING_LEAD,
    Role.SPEAKING_UP_GUARDIAN,
    Role.INFORMATION_GOVERNANCE,
    Role.ANALYST,
    Role.BOARD_MEMBER,
    Role.INDEPENDENT_VOICE,
}

declare(
    {
        # Titles hold no personal words. Commissioners and regulators read what other rooms say about tasks.
        "see_tasks": WORKERS,
        # The verb of tasks for which no room asks for one of its own: nobody from outside does an organisation's work.
        "do_tasks": WORKERS - EXTERNAL_ROLES,
        # Pass on, pause and close what others own, within one's part of the tree.
        "manage_tasks": {Role.ENGAGEMENT_LEAD, Role.SERVICE_MANAGER},
    }
)

NOT_YOURS = "Your role does not include this task. Ask whoever owns it, or an engagement lead."


def may_see(actor: Actor, task: TaskSummary) -> bool:
    """Whether the actor may see that the task is there; a confined one is for its own roles, owner and deputy alone."""
    if actor.system or _has(actor, task) or _reached(actor, task, frozenset({task.role})):
        return True
    return not task.confined and can(actor, "see_tasks", task)


def may_own(actor: Actor, task: TaskSummary) -> bool:
    """Whether the actor has, at the task's place, the verb that its owner needs."""
    return can(actor, task.verb, task)


def may_manage(actor: Actor, task: TaskSummary) -> bool:
    """Whether the actor may do what its owner may: owner and deputy, whoever it has gone up to, and who manages there.

    People from outside see what has come to them; they do not move it.
    """
    if actor.system or _has(actor, task) or _reached(actor, task, without=EXTERNAL_ROLES):
        return True
    return not task.confined and can(actor, "manage_tasks", task)


def may_close(actor: Actor, task: TaskSummary) -> bool:
    """Whether the actor may finish or cancel it; other rooms close tasks for whoever may own them."""
    return may_manage(actor, task) or may_own(actor, task)


def require(allowed: bool) -> None:
    """Raise Refused unless it is allowed."""
    if not allowed:
        raise Refused(NOT_YOURS)


def _reached(actor: Actor, task: TaskSummary, more: Set[Role] = frozenset(), without: Set[Role] = frozenset()) -> bool:
    """Whether the actor has, at the task's place, a role that the task has gone up to, or one of `more`."""
    roles = {role for step in task.ladder.steps if step.level <= task.level for role in step.roles} | more
    found = grants(actor, "see_tasks", task.organisation_id)
    return any(grant.role in roles - without and grant.covers(task.unit_id, None) for grant in found)


def _has(actor: Actor, task: TaskSummary) -> bool:
    return actor.account_id is not None and actor.account_id in {task.owner_id, task.deputy_id}
