"""The room's addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from heard.tasks.views import lists, many, one, steps

app_name = "tasks"

_task: list[URLPattern | URLResolver] = [
    path("", one.task, name="task"),
    path("take/", one.take, name="task-take"),
    path("resume/", one.resume, name="task-resume"),
    path("pass/", steps.pass_on, name="task-pass"),
    path("deputy/", steps.deputy, name="task-deputy"),
    path("pause/", steps.pause, name="task-pause"),
    path("finish/", steps.finish, name="task-finish"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks/", lists.tasks, name="tasks"),
    path("tasks/export/", lists.export, name="tasks-export"),
    path("tasks/pass/", many.pass_on, name="tasks-pass"),
    path("tasks/pass/undo/", many.undo, name="tasks-pass-undo"),
    path("tasks/<str:reference>/", include(_task)),
]
