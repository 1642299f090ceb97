import django.db.models.deletion
import heard.store.references
import heard.voices.models.inviting
from django.conf import settings
from django.db import migrations, models

from heard.store.initial import InitialMigration


class Migration(InitialMigration):
    dependencies = [
        ("organisations", "0002_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="Spent",
            fields=[
                (
                    "name",
                    models.CharField(
                        help_text="HMAC of what was done and of whose it is",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("hour", models.PositiveIntegerField(help_text="Hours since 1970")),
                ("used", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("mapping", models.JSONField(default=dict)),
                (
                    "doubtful_dates",
                    models.CharField(
                        choices=[
                            ("undecided", "Not decided"),
                            ("day_first", "Day first"),
                            ("month_first", "Month first"),
                        ],
                        default="undecided",
                        max_length=20,
                    ),
                ),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation", "name"), name="one_source_per_name")],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                (
                    "file",
                    models.CharField(help_text="Path in the file store; removed when the run is over", max_length=300),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("bytes", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded, not yet mapped"),
                            ("ready", "Mapped, not started"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Stopped"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="uploaded",
                        max_length=20,
                    ),
                ),
                (
                    "problem",
                    models.TextField(blank=True, help_text="The sentence that says why it stopped and what to do"),
                ),
                ("findings", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("voices_total", models.BigIntegerField(null=True)),
                ("voices_done", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "created_by",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="voices.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=heard.store.references.new_reference, editable=False, max_length=26),
                ),
                ("key", models.BigIntegerField()),
                ("supplier_id", models.CharField(blank=True, max_length=120)),
                ("said_on", models.DateField(help_text="Null while undecided: it then counts in no month", null=True)),
                ("said_on_day_first", models.DateField(null=True)),
                ("said_on_month_first", models.DateField(null=True)),
                ("experienced_on", models.DateField(null=True)),
                ("received_at", models.DateTimeField()),
                ("first_read_at", models.DateTimeField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("feedback", "Feedback"),
                            ("story", "Story"),
                            ("concern", "Concern"),
                            ("compliment", "Compliment"),
                            ("idea", "Idea"),
                            ("question", "Question"),
                            ("staff_concern", "Staff concern"),
                        ],
                        db_default="feedback",
                        default="feedback",
                        max_length=20,
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("patient", "Patient"),
                            ("relative", "Relative"),
                            ("carer", "Carer"),
                            ("staff", "Staff"),
                            ("public", "Member of the public"),
                            ("group", "Group"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("sms", "Text message"),
                            ("online", "Online"),
                            ("paper", "Paper"),
                            ("telephone", "Telephone"),
                            ("tablet", "Tablet or kiosk"),
                            ("email", "E-mail"),
                            ("face_to_face", "Face to face"),
                            ("other", "Other"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "moment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not said"),
                            ("before", "Before care"),
                            ("during", "During care"),
                            ("after", "After care"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                ("stage", models.CharField(db_default="delivery", default="delivery", max_length=20)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                (
                    "rating_as_said",
                    models.CharField(blank=True, help_text="Kept where the pack did not know the code", max_length=60),
                ),
                ("about", models.JSONField(null=True)),
                ("wishes", models.JSONField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("event", models.BigIntegerField()),
                ("place", models.PositiveIntegerField(default=0)),
                ("salt", models.BinaryField(default=bytes, max_length=16)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="voices.import",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voices.source",
                    ),
                ),
                (
                    "about_person",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "For themselves"),
                            ("consent", "They know and agree"),
                            ("parent", "Parent or guardian"),
                            ("decides", "Decides for them by law"),
                            ("cannot_ask", "They cannot be asked"),
                            ("died", "They have died"),
                        ],
                        db_default="",
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "moderation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not for publication"),
                            ("waiting", "Waiting for a moderator"),
                            ("published", "Published without a name"),
                            ("held", "Held back"),
                            ("refused", "Refused"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("line", "Through the line"),
                            ("outside", "Outside the line"),
                            ("safeguarding", "Safeguarding lead"),
                            ("speaking_up", "Speaking-up guardian"),
                        ],
                        db_default="line",
                        default="line",
                        max_length=12,
                    ),
                ),
                ("under_16", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source", "key"], name="voice_by_key"),
                    models.Index(fields=["batch"], name="voice_by_batch"),
                    models.Index(
                        condition=models.Q(("said_on_day_first__isnull", False)),
                        fields=["source"],
                        name="voice_by_doubt",
                    ),
                    models.Index(
                        condition=models.Q(("batch", None), ("first_read_at", None)),
                        fields=["unit", "id"],
                        name="voice_unread",
                    ),
                    models.Index(
                        condition=models.Q(("moderation", "waiting")),
                        fields=["organisation", "id"],
                        name="voice_by_moderation",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("reference",), name="one_voice_per_reference"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("said_on_day_first__isnull", True), ("said_on_month_first__isnull", True)),
                            models.Q(("said_on_day_first__isnull", False), ("said_on_month_first__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_doubtful_date_has_both_readings",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "voice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="voices.voice",
                    ),
                ),
                ("sealed", models.BinaryField(help_text="Fernet token of a JSON object: name, email, phone, address")),
                ("acknowledge", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledge", True)),
                        fields=["voice"],
                        name="contacts_to_acknowledge",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchProof",
            fields=[
                ("event", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaves", models.BinaryField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="voices.import"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wording", models.TextField()),
                ("key", models.CharField(help_text="Hash of the normalised wording", max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("what_good", "What was good"),
                            ("could_improve", "What could be better"),
                            ("nonspecific", "Open"),
                        ],
                        default="nonspecific",
                        max_length=20,
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
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "key"), name="one_question_per_wording")
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Said"), (2, "Left blank"), (3, "Did not answer")], default=1
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("masked", models.BooleanField(default=False, help_text="The untouched words stand in Original")),
                ("supplier_id", models.CharField(blank=True, max_length=120)),
                ("line", models.BigIntegerField(help_text="Line of the imported file", null=True)),
                (
                    "voice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="voices.voice"
                    ),
                ),
                (
                    "added",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voices.import",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voices.question",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("added__isnull", False)), fields=["added"], name="answer_by_addition"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Original",
            fields=[
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="voices.answer",
                    ),
                ),
                ("words", models.TextField()),
                ("spans", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="RejectedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.BigIntegerField(help_text="Line of the file on which the row starts; 1 is the header")),
                ("reason", models.CharField(max_length=300)),
                ("cells", models.JSONField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rejected", to="voices.import"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CapturePoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("code", models.CharField(help_text="On posters: /t/<code>", max_length=8, unique=True)),
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
                        default="service_manager",
                        max_length=30,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(default=0)),
                ("hours_from", models.TimeField(null=True)),
                ("hours_until", models.TimeField(null=True)),
                ("promise", models.PositiveSmallIntegerField(default=2, help_text="Read within so many working days")),
                ("phone", models.CharField(blank=True, max_length=40)),
                (
                    "phone_name",
                    models.CharField(blank=True, help_text="Whose number it is: the ward, PALS", max_length=100),
                ),
                (
                    "marthas_rule",
                    models.CharField(blank=True, help_text="The number of the Martha's Rule line", max_length=40),
                ),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("last_read_at", models.DateTimeField(null=True)),
                (
                    "deputy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("closed_at__isnull", False),
                            models.Q(
                                ("days__gt", 0),
                                ("deputy__isnull", False),
                                ("promise__gte", 1),
                                ("reader__isnull", False),
                                ("hours_from__isnull", False),
                                ("hours_until__isnull", False),
                                models.Q(("phone", ""), _negated=True),
                                models.Q(("reader", models.F("deputy")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_point_opens_with_reader_deputy_hours_and_phone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours_from", None), ("hours_from__lt", models.F("hours_until")), _connector="OR"
                        ),
                        name="a_points_hours_have_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__lte", 127)), name="a_point_is_read_on_days_of_the_week"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("opened_at__isnull", False), _connector="OR"),
                        name="a_point_closes_after_it_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "about",
                    models.CharField(blank=True, help_text="'<room>.<kind>:<reference>' asked about", max_length=80),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("no", "No"),
                            ("too_early", "Too early to say"),
                            ("cannot_tell", "I cannot tell"),
                        ],
                        max_length=12,
                    ),
                ),
                ("treated_worse", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "voice",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="voices.voice"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Misread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(blank=True, help_text="What they meant, personal details masked")),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "voice",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="voices.voice"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)),
                        fields=("voice",),
                        name="one_open_misreading_per_voice",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "voice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="voices.voice",
                    ),
                ),
                ("key", models.CharField(help_text="HMAC of the words of the key", max_length=64, unique=True)),
                ("pin", models.CharField(blank=True, help_text="HMAC of the PIN, where one was set", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "voice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="voices.voice",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("names_somebody", "It could name a patient or a member of staff"),
                            ("threat", "It threatens or abuses somebody"),
                            ("unlawful", "It may be unlawful to publish"),
                            ("not_about_care", "It is not about care here"),
                            ("advertising", "It advertises something"),
                        ],
                        max_length=20,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by", None),
                            models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_refusal_has_two_people",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=heard.store.references.new_reference, editable=False, max_length=26, unique=True)),
                ('pending', models.CharField(blank=True, help_text="HMAC of the form's token; empty once it was sent", max_length=64)),
                ('kind', models.CharField(choices=[('sound', 'Recording'), ('picture', 'Picture')], max_length=10)),
                ('media_type', models.CharField(max_length=40)),
                ('bytes', models.PositiveIntegerField()),
                ('added_at', models.DateTimeField()),
                ('voice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.voice')),
                ('written', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='voices.answer')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('pending', ''), _negated=True), fields=['pending'], name='attachments_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('pending', ''), ('voice__isnull', False)), models.Q(('voice', None), models.Q(('pending', ''), _negated=True)), _connector='OR'), name='an_attachment_waits_or_belongs')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=heard.store.references.new_reference, editable=False, max_length=26, unique=True)),
                ('reason', models.CharField(blank=True, choices=[('names_somebody', 'It could name a patient or a member of staff'), ('threat', 'It threatens or abuses somebody'), ('unlawful', 'It may be unlawful to publish'), ('not_about_care', 'It is not about care here'), ('advertising', 'It advertises something')], max_length=20)),
                ('words', models.TextField(blank=True, help_text='Why they ask, personal details masked')),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'With the independent body'), ('stands', 'Not published, rightly'), ('overturned', 'To be published')], default='asked', max_length=10)),
                ('answer', models.TextField(blank=True, help_text="The body's answer, as the person reads it")),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='voices.voice')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['id'], name='appeals_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'asked'), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='an_appeal_ends_with_an_answer')],
            },
        ),
        migrations.CreateModel(
            name='InvitationList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=heard.store.references.new_reference, editable=False, max_length=26, unique=True)),
                ('code', models.CharField(default=heard.voices.models.inviting.new_code, editable=False, max_length=10, unique=True)),
                ('file_name', models.CharField(max_length=255)),
                ('state', models.CharField(choices=[('open', 'Being prepared'), ('confirmed', 'Confirmed, on its way'), ('writing', 'Being put in the queue'), ('sent', 'In the queue or sent'), ('recalled', 'Recalled'), ('stopped', 'Stopped'), ('discarded', 'Thrown away')], default='open', max_length=10)),
                ('problem', models.CharField(blank=True, help_text='Why it stopped, and what to do', max_length=300)),
                ('header', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('forget_on', models.DateField()),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('forgotten_at', None)), fields=['forget_on'], name='invitations_to_forget')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'discarded']), ('confirmed_at__isnull', False), _connector='OR'), name='an_invitation_is_confirmed_before_it_is_sent')],
            },
        ),
        migrations.CreateModel(
            name='InvitationRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(help_text='Line of the file; 1 is the header')),
                ('outcome', models.CharField(choices=[('send', 'Invited'), ('held', 'Not invited'), ('bad', 'Cannot be reached')], max_length=4)),
                ('rule', models.CharField(blank=True, max_length=20)),
                ('way', models.CharField(blank=True, max_length=10)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='voices.invitationlist')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'line'), name='one_outcome_per_line')],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "token",
                    models.CharField(
                        help_text="HMAC of the form's token", max_length=64, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(help_text="HMAC of what was sent", max_length=64)),
                (
                    "invited",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="voices.invitationlist",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voices.capturepoint",
                    ),
                ),
                (
                    "voice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="voices.voice"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("voice", models.CharField(max_length=26)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("speaker", "Whoever spoke asked, with their key"),
                            ("subject", "The person it is about asked us"),
                            ("retention", "It has been kept for as long as the rule says"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nobody asked"),
                            ("key", "They had the key, and no PIN is set"),
                            ("key_and_pin", "They had the key and the PIN"),
                            ("called_back", "We rang or wrote to the contact that we had"),
                            ("details", "They knew what only they can know"),
                            ("document", "We saw a document, and kept no copy"),
                            ("acts_for", "They showed that they may act for that person"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="How it was checked, personal details masked", max_length=300
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("done", "Erased"),
                            ("refused", "Refused"),
                            ("taken_back", "Taken back"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Why it was refused, as they read it", max_length=400),
                ),
                ("gone", models.JSONField(default=dict)),
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
                    "decided_by",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "state", "due_on"], name="erasures_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("voice",), name="one_open_erasure_per_voice"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "subject"), _negated=True),
                            models.Q(models.Q(("identity", ""), _negated=True), models.Q(("note", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="an_erasure_says_who_was_checked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "subject"), ("state", "done"), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="an_erasure_has_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_erasure_is_refused_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("voice", models.CharField(blank=True, help_text="Empty: every voice of the place", max_length=26)),
                ("why", models.CharField(max_length=400)),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lifted_by",
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
                    "placed_by",
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
                        help_text="Null: the whole",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("why", ""), _negated=True), name="a_hold_says_why")
                ],
            },
        ),
    ]
