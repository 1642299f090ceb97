"""The room's addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from heard.signals.views import closing, lists, one, steps, watching

app_name = "signals"

_signal: list[URLPattern | URLResolver] = [
    path("", one.signal, name="signal"),
    path("take-up/", one.take_up, name="signal-take-up"),
    path("pass/", steps.pass_on, name="signal-pass"),
    path("merge/", steps.merge, name="signal-merge"),
    path("unmerge/", steps.unmerge, name="signal-unmerge"),
    path("verdict/", steps.verdict, name="signal-verdict"),
    path("incident/", steps.incident, name="signal-incident"),
    path("conflict/", steps.conflict, name="signal-conflict"),
    path("close/", closing.close, name="signal-close"),
    path("reopen/", closing.reopen, name="signal-reopen"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("signals/", lists.signals, name="signals"),
    path("signals/export/", lists.export, name="signals-export"),
    path("signals/raise/", steps.raise_signal, name="signal-raise"),
    path("signals/watch/", watching.watch, name="watch"),
    path("signals/watch/agreed/", watching.agreed, name="watch-agreed"),
    path("signals/watch/export/", watching.export, name="watch-export"),
    path("signals/<str:reference>/", include(_signal)),
]
