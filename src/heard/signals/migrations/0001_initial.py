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
            name="Candidate",
            fields=[
                ("answer_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("voice_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("day", models.DateField(help_text="When it was said; when it came, while that is undecided")),
                ("level", models.PositiveSmallIntegerField()),
                ("kinds", models.PositiveIntegerField()),
                ("category", models.PositiveSmallIntegerField(null=True)),
                ("at", models.DateTimeField(help_text="When it was coded or corrected: its clock counts from here")),
                (
                    "state",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Waits"), (1, "Looked at"), (2, "Its voice is withdrawn")], default=0
                    ),
                ),
                ("signal_id", models.BigIntegerField(help_text="The signal that it is in", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", 0)), fields=["answer_id"], name="candidates_waiting"),
                    models.Index(fields=["voice_id"], name="candidates_by_voice"),
                    models.Index(fields=["unit_id", "category", "day"], name="candidates_of_the_same_thing"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("level__in", [2, 3])), name="candidate_is_a_concern")
                ],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("serious", "Serious"),
                            ("relative", "Relative or carer"),
                            ("repeat", "Said again and again"),
                            ("stalled", "Stalled"),
                            ("treated_worse", "Treated worse"),
                            ("manual", "Raised by a person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("origin", models.CharField(blank=True, max_length=80)),
                ("level", models.PositiveSmallIntegerField()),
                ("kinds", models.PositiveIntegerField(default=0, help_text="Bit n is kind n of the codebook pack")),
                (
                    "category",
                    models.PositiveSmallIntegerField(
                        help_text="HCAT category, by its place in the codebook pack", null=True
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("seen_since", models.DateField(help_text="The day of the first voice in it")),
                ("seen_until", models.DateField(help_text="The day of the last voice in it")),
                ("why", models.CharField(help_text="Why it was raised, in a sentence of the pack", max_length=400)),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("line", "Through the line"),
                            ("outside", "Outside the line"),
                            ("safeguarding", "To the safeguarding lead"),
                            ("speaking_up", "To the speaking-up guardian"),
                        ],
                        default="line",
                        max_length=20,
                    ),
                ),
                ("backlog", models.BooleanField(default=False)),
                ("reached", models.PositiveSmallIntegerField(default=0)),
                ("due_on", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Nobody has taken it up"),
                            ("reopened", "Came back"),
                            ("taken_up", "Taken up"),
                            ("merged", "Merged into another"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("taken_up_at", models.DateTimeField(null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not yet"),
                            ("true", "It is so"),
                            ("false", "It is not so"),
                            ("known", "Known already"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("incident_reference", models.CharField(blank=True, max_length=60)),
                ("reopened", models.PositiveSmallIntegerField(default=0)),
                ("closing_reference", models.CharField(blank=True, max_length=80)),
                ("closing_reason", models.TextField(blank=True)),
                (
                    "closed_by",
                    models.CharField(
                        blank=True, help_text="Reference of an account; empty: Heard, or unsaid", max_length=26
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="signals.signal",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
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
                        models.F("organisation"),
                        models.OrderBy(models.F("level"), descending=True),
                        models.OrderBy(models.F("reached"), descending=True),
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("state__in", ["open", "reopened", "taken_up"])),
                        name="signals_worst_first",
                    ),
                    models.Index(fields=["unit", "category", "seen_until"], name="signals_of_the_same_thing"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["organisation", "closed_at", "id"],
                        name="signals_closed",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__lte", 3)), name="signal_level_is_of_the_codebook"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reached__lte", 4)), name="signal_reached_is_on_the_ladder"
                    ),
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="signal_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(("seen_since__lte", models.F("seen_until"))),
                        name="signal_is_seen_from_until",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "closed"),
                                models.Q(("closing_reason", ""), ("closing_reference", ""), _negated=True),
                            ),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                            _connector="OR",
                        ),
                        name="signal_is_closed_with_a_reason_or_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                            _connector="OR",
                        ),
                        name="signal_is_merged_into_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="signal_is_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "taken_up"), _negated=True),
                            ("taken_up_at__isnull", False),
                            _connector="OR",
                        ),
                        name="signal_is_taken_up_with_its_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("origin", ""), _negated=True),
                        fields=("organisation", "origin"),
                        name="one_signal_per_origin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conflicts", to="signals.signal"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("signal", "account"), name="one_conflict_per_signal_and_account"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="conflict_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignalVoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voice_reference", models.CharField(max_length=26)),
                ("answer_id", models.BigIntegerField()),
                ("level", models.PositiveSmallIntegerField()),
                ("category", models.PositiveSmallIntegerField(null=True)),
                ("words_hash", models.CharField(help_text="SHA-256 of the masked words", max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="voices", to="signals.signal"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["voice_reference"], name="signals_sig_voice_r_b3b47d_idx"),
                    models.Index(fields=["answer_id"], name="signals_sig_answer__184ca0_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("signal", "answer_id"), name="an_answer_is_in_a_signal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__lte", 3)), name="signal_voice_level_is_of_the_codebook"
                    ),
                ],
            },
        ),
    ]
