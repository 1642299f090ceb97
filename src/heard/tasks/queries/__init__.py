"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.tasks.queries.days import Day, LevelCount, days
from heard.tasks.queries.lists import (
    LEVELS,
    SHOWS,
    Counts,
    Cursor,
    TaskFilter,
    TaskPage,
    TaskRow,
    all_tasks,
    counts,
    kinds,
    tasks,
)
from heard.tasks.queries.one import (
    HistoryLine,
    Standing,
    candidates,
    candidates_for_all,
    live_about,
    standings,
    task,
    task_history,
    task_row,
    tasks_about,
    tasks_by_reference,
)
from heard.tasks.queries.shapes import TaskSummary

__all__ = [
    "LEVELS",
    "SHOWS",
    "Counts",
    "Cursor",
    "Day",
    "HistoryLine",
    "LevelCount",
    "Standing",
    "TaskFilter",
    "TaskPage",
    "TaskRow",
    "TaskSummary",
    "all_tasks",
    "candidates",
    "candidates_for_all",
    "counts",
    "days",
    "kinds",
    "live_about",
    "standings",
    "task",
    "task_history",
    "task_row",
    "tasks",
    "tasks_about",
    "tasks_by_reference",
]
