import django.db.models.deletion
import heard.store.references
from django.conf import settings
from django.db import migrations, models

from heard.store.initial import InitialMigration


class Migration(InitialMigration):
    dependencies = [
        ("organisations", "0002_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Owner"), (1, "Manager"), (2, "Director"), (3, "Board"), (4, "Independent body")]
                    ),
                ),
                ("live", models.PositiveIntegerField(help_text="Open or paused")),
                ("overdue", models.PositiveIntegerField()),
                ("unowned", models.PositiveIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "day", "level"), name="one_task_count_per_day_and_level"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("overdue__lte", models.F("live")), ("unowned__lte", models.F("live"))),
                        name="task_counts_are_of_live_ones",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(db_index=True, max_length=80)),
                (
                    "title",
                    models.CharField(
                        help_text="Without a personal word: it stands in lists and messages", max_length=200
                    ),
                ),
                ("verb", models.CharField(max_length=40)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("engagement_lead", "Engagement lead"),
                            ("service_manager", "Service manager"),
                            ("complaints_officer", "PALS and complaints officer"),
                            ("moderator", "Moderator"),
                            ("safeguarding_lead", "Safeguarding lead"),
                            ("speaking_up_guardian", "Speaking-up guardian"),
                            ("information_governance", "Information governance lead"),
                            ("analyst", "Analyst"),
                            ("board_member", "Board member"),
                            ("commissioner", "Commissioner"),
                            ("independent_voice", "Independent voice officer"),
                            ("regulator", "Regulator"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                ("owned_at", models.DateTimeField(null=True)),
                ("clock", models.CharField(blank=True, max_length=40)),
                ("opened_at", models.DateTimeField()),
                ("warn_on", models.DateField(help_text="From this day on it is due soon")),
                ("due_on", models.DateField(help_text="The last day on which it is in time")),
                ("warned", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("paused", "Paused"), ("done", "Done"), ("cancelled", "Cancelled")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("paused_on", models.DateField(null=True)),
                ("paused_until", models.DateField(help_text="The day on which its clock goes on", null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=400)),
                ("paused_days", models.PositiveSmallIntegerField(default=0)),
                ("longest_pause", models.PositiveSmallIntegerField(default=0)),
                ("ladder", models.CharField(max_length=40)),
                ("confined", models.BooleanField(default=False)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Owner"), (1, "Manager"), (2, "Director"), (3, "Board"), (4, "Independent body")],
                        default=0,
                    ),
                ),
                ("raise_on", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True, help_text="What it came to: '<room>.<kind>:<reference>'", max_length=80
                    ),
                ),
                ("reopened", models.PositiveSmallIntegerField(default=0)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "passed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="Null: the whole's",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["organisation", "due_on", "id"],
                        name="tasks_live",
                    ),
                    models.Index(fields=["owner", "state", "due_on", "id"], name="tasks_task_owner_i_c55183_idx"),
                    models.Index(fields=["deputy", "state"], name="tasks_task_deputy__3c0770_idx"),
                    models.Index(fields=["passed_by", "state"], name="tasks_task_passed__595f4c_idx"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["organisation", "closed_at", "id"],
                        name="tasks_closed",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["raise_on", "id"], name="tasks_to_raise"
                    ),
                    models.Index(
                        condition=models.Q(("state", "open"), ("warned", False)),
                        fields=["warn_on", "id"],
                        name="tasks_to_warn",
                    ),
                    models.Index(
                        condition=models.Q(("state", "paused")), fields=["paused_until", "id"], name="tasks_to_resume"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "paused"])),
                        fields=("organisation", "kind", "subject"),
                        name="one_live_task_of_a_kind_per_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state__in", ["open", "paused"])),
                            models.Q(
                                ("closed_at__isnull", False), ("raise_on", None), ("state__in", ["done", "cancelled"])
                            ),
                            _connector="OR",
                        ),
                        name="task_is_closed_with_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paused_on__isnull", False),
                                ("paused_until__gt", models.F("paused_on")),
                                ("raise_on", None),
                                ("state", "paused"),
                                models.Q(("pause_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "paused"), _negated=True),
                                ("pause_reason", ""),
                                ("paused_on", None),
                                ("paused_until", None),
                            ),
                            _connector="OR",
                        ),
                        name="task_is_paused_with_a_reason_and_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("paused_days__lte", models.F("longest_pause"))),
                        name="task_is_paused_within_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("warn_on__lte", models.F("due_on"))), name="task_warns_before_it_is_due"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner", None),
                            ("deputy", None),
                            models.Q(("owner", models.F("deputy")), _negated=True),
                            _connector="OR",
                        ),
                        name="task_owner_is_not_its_deputy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owned_at", None), ("owner", None)), ("owned_at__isnull", False), _connector="OR"
                        ),
                        name="task_is_owned_since",
                    ),
                    models.CheckConstraint(condition=models.Q(("level__lte", 4)), name="task_level_is_on_the_ladder"),
                ],
            },
        ),
    ]
