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
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("question", models.CharField(max_length=300)),
                ("can_change", models.TextField(help_text="What can be influenced")),
                ("cannot_change", models.TextField(help_text="What cannot be influenced, and why")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("needs", "What people need"),
                            ("commissioning", "What is paid for"),
                            ("design", "How it is designed"),
                            ("delivery", "How it is done day by day"),
                            ("evaluation", "How it is checked"),
                        ],
                        default="delivery",
                        max_length=20,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=100)),
                (
                    "involved",
                    models.TextField(blank=True, help_text="Who was involved before options were fixed, and how"),
                ),
                ("opened_at", models.DateTimeField()),
                ("options_fixed_at", models.DateTimeField(null=True)),
                ("evidenced", models.PositiveIntegerField(default=0)),
                ("why_no_evidence", models.TextField(blank=True, help_text="Published with the decision")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "We do it"),
                            ("part", "We do part of it"),
                            ("not_now", "Not now"),
                            ("cannot", "We cannot"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided", models.TextField(blank=True, help_text="What was decided, in a sentence or two")),
                ("reasons", models.TextField(blank=True)),
                ("not_done", models.TextField(blank=True, help_text="What was not done, and why")),
                ("decided_at", models.DateTimeField(null=True)),
                ("first_review_on", models.DateField(help_text="Six months after the outcome", null=True)),
                ("second_review_on", models.DateField(help_text="Twelve months after the outcome", null=True)),
                ("you_said", models.TextField(blank=True)),
                ("we_did", models.TextField(blank=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_counts", models.JSONField(default=dict)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("why_withdrawn", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
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
                    models.Index(fields=["organisation", "-opened_at", "id"], name="decisions_by_opening"),
                    models.Index(
                        condition=models.Q(("published_at__isnull", False), ("withdrawn_at", None)),
                        fields=["organisation", "-published_at", "id"],
                        name="decisions_published",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided", ""),
                                ("decided_at", None),
                                ("first_review_on", None),
                                ("outcome", ""),
                                ("reasons", ""),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("first_review_on__isnull", False),
                                ("options_fixed_at__isnull", False),
                                ("outcome__in", ["done", "part", "not_now", "cannot"]),
                                ("second_review_on__gt", models.F("first_review_on")),
                                models.Q(("reasons", ""), _negated=True),
                                models.Q(("decided", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_outcome_has_its_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at", None),
                            ("evidenced__gt", 0),
                            models.Q(("why_no_evidence", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_outcome_has_evidence_or_says_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["", "done"]), models.Q(("not_done", ""), _negated=True), _connector="OR"
                        ),
                        name="what_was_not_done_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None),
                            models.Q(
                                ("published_at__gte", models.F("decided_at")),
                                models.Q(("you_said", ""), _negated=True),
                                models.Q(("we_did", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="only_an_outcome_is_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why_withdrawn", ""), ("withdrawn_at", None)),
                            models.Q(("withdrawn_at__isnull", False), models.Q(("why_withdrawn", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_decision_is_withdrawn_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("options_fixed_at", None),
                            ("options_fixed_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="options_are_fixed_after_it_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at", None), ("decided_at__gte", models.F("options_fixed_at")), _connector="OR"
                        ),
                        name="an_outcome_follows_its_options",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CameBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voice", models.CharField(max_length=26)),
                ("at", models.DateTimeField()),
                ("treated_worse", models.BooleanField(default=False)),
                ("settled_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="came_back", to="decisions.decision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("settled_at", None)),
                            models.Q(("settled_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="what_came_back_is_settled_with_an_answer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)),
                        fields=("decision", "voice"),
                        name="one_open_return_per_voice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                ("money", models.DecimalField(decimal_places=2, help_text="Pounds", max_digits=12, null=True)),
                ("due_on", models.DateField()),
                ("measure", models.CharField(help_text="What should move", max_length=300)),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "Up"), ("down", "Down"), ("same", "Stay as it is")], max_length=10
                    ),
                ),
                ("comparator", models.CharField(help_text="What it is compared with", max_length=300)),
                ("check_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("done", "Done"), ("dropped", "Not done")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended", models.TextField(blank=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="decisions.decision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended", ""), ("ended_at", None), ("state", "planned")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["done", "dropped"]),
                                models.Q(("ended", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_action_ends_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("check_on__gte", models.F("due_on"))),
                        name="an_action_is_checked_when_due_or_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("money", None), ("money__gte", 0), _connector="OR"),
                        name="an_action_costs_nothing_or_more",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", ""), _negated=True), models.Q(("comparator", ""), _negated=True)
                        ),
                        name="an_action_says_what_should_move",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("of", models.CharField(max_length=1000)),
                (
                    "side",
                    models.CharField(choices=[("for", "For"), ("contrary", "Against")], default="for", max_length=10),
                ),
                ("shows", models.CharField(max_length=400)),
                ("count", models.PositiveBigIntegerField(null=True)),
                ("denominator", models.PositiveBigIntegerField(null=True)),
                ("digest", models.CharField(help_text="SHA-256 of what was seen", max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="decisions.decision"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "of"], name="evidence_of_a_thing")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "kind", "of", "side"), name="one_look_at_a_thing_per_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator", None), ("count__lte", models.F("denominator")), _connector="OR"
                        ),
                        name="evidence_counts_a_part",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=400)),
                ("declared_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interests", to="decisions.decision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "account"), name="one_interest_per_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300)),
                ("note", models.TextField(blank=True, help_text="What speaks for and against it")),
                ("chosen", models.BooleanField(default=False)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="options", to="decisions.decision"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voice", models.CharField(max_length=26)),
                ("message", models.CharField(help_text="The message, or the draft, by its reference", max_length=26)),
                ("edited", models.BooleanField(default=False)),
                ("drafted_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(help_text="When it was put into the queue", null=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked", models.CharField(blank=True, max_length=26)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="decisions.decision"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["message"], name="replies_by_message"),
                    models.Index(
                        condition=models.Q(("asked_at", None), ("sent_at__isnull", False)),
                        fields=["decision"],
                        name="replies_to_ask_about",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "voice"), name="one_reply_per_decision_and_voice")
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("holds", models.CharField(choices=[("yes", "Yes"), ("part", "In part"), ("no", "No")], max_length=10)),
                ("found", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="decisions.decision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "due_on"), name="one_review_per_date"),
                    models.CheckConstraint(
                        condition=models.Q(("found", ""), _negated=True), name="a_review_says_what_it_found"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was", models.DateField()),
                ("now", models.DateField()),
                ("reason", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slips", to="decisions.action"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("now__gt", models.F("was")), models.Q(("reason", ""), _negated=True)),
                        name="a_slip_is_later_and_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Speaker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voice", models.CharField(max_length=26)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="speakers", to="decisions.evidence"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["voice"], name="decisions_by_speaker")],
                "constraints": [models.UniqueConstraint(fields=("evidence", "voice"), name="one_speaker_per_evidence")],
            },
        ),
        migrations.CreateModel(
            name="BoardQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("question", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answerer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "-asked_at"], name="board_questions_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_board_question_is_answered_in_words",
                    )
                ],
            },
        ),
    ]
