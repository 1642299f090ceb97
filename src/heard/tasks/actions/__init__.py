"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.tasks.actions.by_clock import count_day, escalate_overdue, hand_on_leavers_tasks, resume_paused, warn_due
from heard.tasks.actions.closing import cancel_task, finish_task
from heard.tasks.actions.opening import NewTask, Planned, open_planned, open_task, open_tasks, plan_tasks
from heard.tasks.actions.owning import (
    Passed,
    hand_on_task,
    hand_on_tasks,
    pass_back,
    pass_task,
    pass_tasks,
    set_deputy,
    take_task,
)
from heard.tasks.actions.pausing import pause_task, resume_task
from heard.tasks.actions.reopening import reopen_task
from heard.tasks.actions.restating import move_closed, restate_task

__all__ = [
    "NewTask",
    "Passed",
    "Planned",
    "cancel_task",
    "count_day",
    "escalate_overdue",
    "finish_task",
    "hand_on_leavers_tasks",
    "hand_on_task",
    "hand_on_tasks",
    "move_closed",
    "open_planned",
    "open_task",
    "open_tasks",
    "pass_back",
    "pass_task",
    "pass_tasks",
    "pause_task",
    "plan_tasks",
    "reopen_task",
    "restate_task",
    "resume_paused",
    "resume_task",
    "set_deputy",
    "take_task",
    "warn_due",
]
