"""Pages where people speak, what they hold afterwards, and what that adds to voices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import heard.store.references


class Migration(migrations.Migration):
    """What the pages need."""

    dependencies = [
        ("organisations", "0003_limits"),
        ("voices", "0002_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
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
            ],
        ),
        migrations.CreateModel(
            name="Misread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(blank=True, help_text="What they meant, personal details masked")),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
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
                ("pin", models.CharField(blank=True, help_text="Hash of the PIN, where one was set", max_length=128)),
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
            ],
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
            ],
        ),
        migrations.AddField(
            model_name="voice",
            name="about_person",
            field=models.CharField(
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
        migrations.AddField(
            model_name="voice",
            name="moderation",
            field=models.CharField(
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
        migrations.AddField(
            model_name="voice",
            name="route",
            field=models.CharField(
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
        migrations.AddField(
            model_name="voice",
            name="under_16",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(
                condition=models.Q(("batch", None), ("first_read_at", None)), fields=["unit", "id"], name="voice_unread"
            ),
        ),
        migrations.AddIndex(
            model_name="voice",
            index=models.Index(
                condition=models.Q(("moderation", "waiting")), fields=["organisation", "id"], name="voice_by_moderation"
            ),
        ),
        migrations.AddField(
            model_name="capturepoint",
            name="deputy",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="capturepoint",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="capturepoint",
            name="reader",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="capturepoint",
            name="unit",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.unit"
            ),
        ),
        migrations.AddField(
            model_name="confirmed",
            name="voice",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="voices.voice"),
        ),
        migrations.AddField(
            model_name="misread",
            name="voice",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="voices.voice"),
        ),
        migrations.AddField(
            model_name="refusal",
            name="agreed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="refusal",
            name="proposed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="point",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="voices.capturepoint"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="voice",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="voices.voice"
            ),
        ),
        migrations.AddConstraint(
            model_name="capturepoint",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="capturepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours_from", None), ("hours_from__lt", models.F("hours_until")), _connector="OR"),
                name="a_points_hours_have_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="capturepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__lte", 127)), name="a_point_is_read_on_days_of_the_week"
            ),
        ),
        migrations.AddConstraint(
            model_name="capturepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at", None), ("opened_at__isnull", False), _connector="OR"),
                name="a_point_closes_after_it_opened",
            ),
        ),
        migrations.AddConstraint(
            model_name="misread",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None)), fields=("voice",), name="one_open_misreading_per_voice"
            ),
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_by", None),
                    models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="a_refusal_has_two_people",
            ),
        ),
    ]
