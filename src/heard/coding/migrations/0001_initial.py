import django.db.models.deletion
import heard.coding.fields
import heard.store.references
from django.conf import settings
from django.db import migrations, models

from heard.store.initial import InitialMigration


class Migration(InitialMigration):
    dependencies = [
        ("organisations", "0002_limits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
            name="LocalCode",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "answer_id", "frame_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("answer_id", models.BigIntegerField()),
                ("frame_id", models.BigIntegerField()),
                ("model_id", models.BigIntegerField()),
                ("labels", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["frame_id"], name="local_codes_by_frame")],
            },
        ),
        migrations.CreateModel(
            name="LocalFrame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "version",
                    models.PositiveSmallIntegerField(default=1, help_text="Goes up with every change of its labels"),
                ),
                ("began_at", models.DateTimeField()),
                ("coded_to", models.BigIntegerField(default=0)),
                (
                    "began_by",
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
        ),
        migrations.CreateModel(
            name="LocalExample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answer_id", models.BigIntegerField(null=True)),
                ("voice_id", models.BigIntegerField(db_index=True, null=True)),
                (
                    "words",
                    models.TextField(blank=True, default="", help_text="Of a file alone, with personal data masked"),
                ),
                ("labels", models.BigIntegerField(help_text="Bit n is label n; none where no label fits")),
                ("labelled_at", models.DateTimeField()),
                (
                    "labelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="examples", to="coding.localframe"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LocalLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bit", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("description", models.CharField(blank=True, default="", max_length=300)),
                ("retired", models.BooleanField(default=False)),
                (
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="labels", to="coding.localframe"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LocalModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("learning", "Learning"),
                            ("ready", "Ready to be looked at"),
                            ("adopted", "In force"),
                            ("replaced", "Replaced"),
                            ("withdrawn", "Taken back"),
                            ("failed", "Could not be learned"),
                        ],
                        default="learning",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("learned_at", models.DateTimeField(null=True)),
                ("adopted_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, default="", max_length=200)),
                ("figures", models.JSONField(default=dict)),
                ("content", models.BinaryField(default=bytes)),
                (
                    "adopted_by",
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
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="models", to="coding.localframe"
                    ),
                ),
            ],
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
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("unit_id", models.BigIntegerField(help_text="Null for the whole organisation", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("named", "Waits for a second person"),
                            ("tracked", "Signed off and tracked"),
                            ("dismissed", "Dismissed"),
                            ("merged", "Part of another topic"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=80)),
                ("beside", models.JSONField(default=list)),
                ("now", models.IntegerField(default=0, help_text="Comments with it in the period of its search")),
                ("of_now", models.IntegerField(default=0)),
                ("expected", models.FloatField(default=0)),
                ("began_at", models.DateTimeField()),
                ("dismissed_because", models.CharField(blank=True, default="", max_length=300)),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="coding.topic"
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
            name="TopicQuotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answer_id", models.BigIntegerField()),
                ("voice_id", models.BigIntegerField(db_index=True)),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quotations", to="coding.topic"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TopicSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("unit_id", models.BigIntegerField(help_text="Null for the whole organisation", null=True)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("before", models.DateField(help_text="The first day of what it is compared with")),
                (
                    "among",
                    models.CharField(
                        choices=[
                            ("all", "All comments, compared with the weeks before"),
                            (
                                "not_assigned",
                                "Comments to which no theme was given, compared with the others of those weeks",
                            ),
                            ("theme", "Comments of one theme, compared with the weeks before"),
                        ],
                        default="all",
                        max_length=12,
                    ),
                ),
                ("theme", models.SmallIntegerField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("looked", models.IntegerField(default=0, help_text="Comments of the period")),
                ("compared", models.IntegerField(default=0, help_text="Comments that they were compared with")),
                ("found", models.IntegerField(default=0, help_text="Topics proposed")),
                ("problem", models.CharField(blank=True, default="", max_length=200)),
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
        ),
        migrations.AddField(
            model_name="topic",
            name="search",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="topics", to="coding.topicsearch"
            ),
        ),
        migrations.CreateModel(
            name="TopicVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("phrases", models.JSONField()),
                ("name", models.CharField(blank=True, default="", max_length=80)),
                ("why", models.CharField(blank=True, default="", max_length=300)),
                ("made_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="coding.topic"
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
        migrations.AddConstraint(
            model_name="localframe",
            constraint=models.UniqueConstraint(fields=("organisation", "name"), name="frames_named_apart"),
        ),
        migrations.AddConstraint(
            model_name="localexample",
            constraint=models.UniqueConstraint(fields=("frame", "answer_id"), name="one_example_per_answer"),
        ),
        migrations.AddConstraint(
            model_name="locallabel",
            constraint=models.UniqueConstraint(fields=("frame", "bit"), name="labels_by_bit"),
        ),
        migrations.AddConstraint(
            model_name="locallabel",
            constraint=models.UniqueConstraint(fields=("frame", "name"), name="labels_named_apart"),
        ),
        migrations.AddConstraint(
            model_name="localmodel",
            constraint=models.UniqueConstraint(fields=("frame", "number"), name="models_numbered"),
        ),
        migrations.AddConstraint(
            model_name="localmodel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "adopted")), fields=("frame",), name="one_local_model_in_force"
            ),
        ),
        migrations.AddIndex(
            model_name="code",
            index=models.Index(condition=models.Q(("person__isnull", False)), fields=["person"], name="code_by_person"),
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["organisation", "state"], name="topics_by_organisation"),
        ),
        migrations.AddConstraint(
            model_name="topicversion",
            constraint=models.UniqueConstraint(fields=("topic", "number"), name="one_version_per_number"),
        ),
        migrations.CreateModel(
            name='Calibration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=heard.store.references.new_reference, editable=False, max_length=26, unique=True)),
                ('number', models.PositiveIntegerField()),
                ('frame', models.CharField(max_length=80)),
                ('model', models.CharField(help_text='The artefact whose scores the thresholds are for', max_length=80)),
                ('thresholds', models.JSONField()),
                ('slope', models.FloatField()),
                ('intercept', models.FloatField()),
                ('measured', models.JSONField(help_text='Labels learned from and kept aside, and micro F1 before and after')),
                ('state', models.CharField(choices=[('proposed', 'Waits for somebody to adopt it'), ('adopted', 'In force'), ('replaced', 'Replaced by a later one'), ('rolled_back', 'Rolled back'), ('declined', 'Not adopted')], default='proposed', max_length=11)),
                ('made_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(help_text='When it was adopted or declined', null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('previous', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='coding.calibration')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'number'), name='calibrations_numbered'), models.UniqueConstraint(condition=models.Q(('state', 'adopted')), fields=('organisation',), name='one_calibration_in_force')],
            },
        ),
        migrations.CreateModel(
            name='Recoding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=heard.store.references.new_reference, editable=False, max_length=26, unique=True)),
                ('at_voice', models.BigIntegerField(default=0)),
                ('voices', models.IntegerField(help_text='How many there were when it began')),
                ('looked', models.IntegerField(default=0, help_text='Voices')),
                ('changed', models.IntegerField(default=0, help_text='Comments')),
                ('started_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('stopped', models.BooleanField(default=False, help_text='A later one took its place')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coding.run')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-id'], name='recodings_by_organisation')],
            },
        ),
        migrations.CreateModel(
            name='Spoken',
            fields=[
                ('answer_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('language', models.CharField(help_text="ISO 639-1, 'und' where it could not be told", max_length=3)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=heard.store.references.new_reference, editable=False, max_length=26, unique=True)),
                ('answer_id', models.BigIntegerField()),
                ('language', models.CharField(help_text='From which language', max_length=3)),
                ('words', models.TextField(help_text='With personal data masked; nothing else of it is kept')),
                ('first_code', models.SmallIntegerField(help_text='Number of the first code that may be given by it')),
                ('last_code', models.SmallIntegerField(help_text='Number of the first code after it was withdrawn', null=True)),
                ('made_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['answer_id'], name='translations_by_answer')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('answer_id',), name='one_translation_in_force')],
            },
        ),
    ]
