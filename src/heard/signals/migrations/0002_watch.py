"""What early warning keeps: how an organisation is watched, and its alerts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two new tables."""

    dependencies = [
        ("organisations", "0002_limits"),
        ("signals", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("serious", "Serious"),
                    ("relative", "Relative or carer"),
                    ("repeat", "Said again and again"),
                    ("rising", "Concerns are rising"),
                    ("silent", "Fewer people are heard"),
                    ("who", "Others comment than did"),
                    ("back", "Back after it was acted on"),
                    ("stalled", "Stalled"),
                    ("treated_worse", "Treated worse"),
                    ("manual", "Raised by a person"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("serious", "Serious"),
                            ("relative", "Relative or carer"),
                            ("repeat", "Said again and again"),
                            ("rising", "Concerns are rising"),
                            ("silent", "Fewer people are heard"),
                            ("who", "Others comment than did"),
                            ("back", "Back after it was acted on"),
                            ("stalled", "Stalled"),
                            ("treated_worse", "Treated worse"),
                            ("manual", "Raised by a person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("family", models.CharField(max_length=20)),
                ("facet", models.PositiveSmallIntegerField(help_text="coding.Facet: all, theme, relation or channel")),
                ("value", models.BigIntegerField(help_text="Which theme, relation or channel; 0 for all")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("watch", "Reached the agreed threshold"),
                            ("confirmed", "Confirmed among all streams"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateField(help_text="The Monday since when it seems changed")),
                ("raised_week", models.DateField(help_text="The Monday of the week that raised it")),
                ("through", models.DateField(help_text="The Monday of the last week counted")),
                ("evidence", models.FloatField(help_text="The highest that the statistic M has been")),
                ("threshold", models.FloatField()),
                ("betting", models.FloatField(help_text="The highest of the bets, which hold without any model")),
                ("null_rate", models.FloatField(help_text="What the usual is hardly above (or below, for silence)")),
                ("usual", models.FloatField(help_text="The mean of what is usual: a share, or a week's count")),
                ("count", models.IntegerField(help_text="Concerns, or voices, since then")),
                (
                    "of",
                    models.IntegerField(help_text="Comments, or voices, among which; null: so many weeks", null=True),
                ),
                ("weeks", models.IntegerField(help_text="Weeks since then in which anything was counted")),
                (
                    "tipping",
                    models.FloatField(help_text="What would have to be usual for this to be no alert", null=True),
                ),
                (
                    "holds",
                    models.BooleanField(default=True, help_text="Whether counts as they are now would still raise it"),
                ),
                ("ended_on", models.DateField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="signals.signal"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "ended_on"], name="alerts_by_organisation")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("kind", "unit", "facet", "value"),
                        name="one_alert_of_a_stream_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("false_alerts_a_year", models.PositiveSmallIntegerField()),
                (
                    "usual_from",
                    models.DateField(
                        help_text="The Monday from which the usual is learned; null: the first", null=True
                    ),
                ),
                ("looked_at", models.DateTimeField(null=True)),
                ("first_week", models.DateField(help_text="The Monday of the first week that counts", null=True)),
                ("through", models.DateField(help_text="The Monday of the last whole week", null=True)),
                (
                    "watched_from",
                    models.DateField(help_text="The Monday after the weeks in which the usual is learned", null=True),
                ),
                ("families", models.JSONField(default=dict)),
                (
                    "late_weeks",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Weeks at the end with so little in all that no silence is told from a late file",
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("false_alerts_a_year__gte", 1)), name="watch_has_a_budget"
                    )
                ],
            },
        ),
    ]
