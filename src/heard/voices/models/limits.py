"""How often something was done."""

from __future__ import annotations

from django.db import models


class Spent(models.Model):
    """How often somebody did something in an hour that has a limit; `capture.limits` counts."""

    name = models.CharField(max_length=64, primary_key=True, help_text="HMAC of what was done and of whose it is")
    hour = models.PositiveIntegerField(help_text="Hours since 1970")
    used = models.PositiveIntegerField()
