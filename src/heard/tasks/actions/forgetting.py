"""What tasks hold of something that is forgotten: words in a title or a reason that quote it."""

from __future__ import annotations

from heard.ledger.ports import Forgetting
from heard.tasks.models import Task


def forget(forgetting: Forgetting) -> None:
    """Take quotations out of the tasks about it; called after the rooms above have said what is linked to it."""
    for task in Task.objects.filter(subject__in=forgetting.linked):
        forgetting.linked.add(f"task:{task.reference}")
        title, reason = forgetting.quoted.taken_out(task.title), forgetting.quoted.taken_out(task.pause_reason)
        if (title, reason) != (task.title, task.pause_reason):
            Task.objects.filter(pk=task.pk).update(title=title[:200], pause_reason=reason[:400])
            forgetting.gone["quotations"] += 1
