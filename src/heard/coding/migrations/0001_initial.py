import django.db.models.deletion
import heard.coding.fields
import heard.store.references
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0002_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cell",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "unit_id",
                        "facet",
                        "period",
                        "value",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("unit_id", models.BigIntegerField()),
                (
                    "facet",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "All"),
                            (1, "Theme"),
                            (2, "Relation"),
                            (3, "Channel"),
                            (4, "Question"),
                            (5, "Source"),
                        ]
                    ),
                ),
                ("period", models.IntegerField()),
                ("value", models.BigIntegerField()),
                ("voices", models.IntegerField()),
                (
                    "with_words",
                    models.IntegerField(help_text="Voices with at least one comment; the others only rated"),
                ),
                ("rated_0", models.IntegerField(help_text="A code that no pack knows")),
                ("rated_1", models.IntegerField()),
                ("rated_2", models.IntegerField()),
                ("rated_3", models.IntegerField()),
                ("rated_4", models.IntegerField()),
                ("rated_5", models.IntegerField()),
                ("rated_6", models.IntegerField()),
                ("comments", models.IntegerField()),
                ("sentiment_1", models.IntegerField()),
                ("sentiment_2", models.IntegerField()),
                ("sentiment_3", models.IntegerField()),
                ("sentiment_4", models.IntegerField()),
                ("sentiment_5", models.IntegerField()),
                ("seriousness_1", models.IntegerField()),
                ("seriousness_2", models.IntegerField()),
                ("seriousness_3", models.IntegerField()),
                ("concerns_rated_good", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ExploreAnswer",
            fields=[
                ("answer_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("voice_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("said_day", models.IntegerField()),
                ("question_id", models.BigIntegerField(help_text="0 where the words answer no question")),
                ("source_id", models.BigIntegerField(help_text="0 where it came from no source")),
                ("relation", models.PositiveSmallIntegerField()),
                ("channel", models.PositiveSmallIntegerField()),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                ("themes", models.BigIntegerField()),
                ("sentiment", models.PositiveSmallIntegerField(null=True)),
                ("seriousness", models.PositiveSmallIntegerField()),
                ("terms", heard.coding.fields.TermsField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation_id", "said_day", "answer_id"], name="explore_by_organisation"),
                    models.Index(fields=["unit_id", "said_day", "answer_id"], name="explore_by_unit"),
                    models.Index(fields=["voice_id"], name="explore_by_voice"),
                    models.Index(
                        condition=models.Q(("seriousness__gte", 2)),
                        fields=["organisation_id", "said_day", "answer_id"],
                        name="explore_concerns",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExploreVoice",
            fields=[
                ("voice_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("organisation_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("said_day", models.IntegerField()),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                ("relation", models.PositiveSmallIntegerField()),
                ("channel", models.PositiveSmallIntegerField()),
                ("source_id", models.BigIntegerField(help_text="0 where it came from no source")),
            ],
            options={
                "indexes": [models.Index(fields=["unit_id", "said_day"], name="explorevoice_by_unit")],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "frame",
                    models.CharField(help_text="Slug and version of the frame pack: 'fft-themes@7'", max_length=80),
                ),
                (
                    "model",
                    models.CharField(help_text="Name and version of the artefact: 'fast@2026-11-22'", max_length=80),
                ),
                ("configuration", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("frame", "model"), name="one_run_per_version")],
            },
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "answer_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("answer_id", models.BigIntegerField()),
                ("number", models.SmallIntegerField(default=0)),
                ("at", models.DateTimeField(null=True)),
                ("themes", models.BigIntegerField()),
                ("sentiment", models.PositiveSmallIntegerField(null=True)),
                ("seriousness", models.PositiveSmallIntegerField()),
                ("kinds", models.PositiveIntegerField(default=0, help_text="Bit n is kind n of the codebook pack")),
                (
                    "hcat",
                    models.PositiveSmallIntegerField(
                        help_text="HCAT category, by its place in the codebook pack", null=True
                    ),
                ),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(help_text="Of the weakest theme given, in percent", null=True),
                ),
                ("reason", models.CharField(blank=True, db_default="", default="", max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coding.run",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("person__isnull", False)), fields=["person"], name="code_by_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("query", models.TextField(help_text="The query string of Explore")),
                ("shared", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Uncounted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation_id", models.BigIntegerField()),
                ("first_unit", models.BigIntegerField(null=True)),
                ("last_unit", models.BigIntegerField(null=True)),
                ("voices", models.IntegerField(help_text="How many signed voices (facts) or rows of cells (a part)")),
                ("content", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id"], name="uncounted_by_organisation")],
            },
        ),
    ]
