import django.db.models.deletion
import heard.store.references
from django.conf import settings
from django.db import migrations, models

from heard.store.initial import InitialMigration


class Migration(InitialMigration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("is_active", models.BooleanField(default=True)),
                ("demonstration", models.BooleanField(default=False)),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
                ("session_round", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("provider", "Provider of care"),
                            ("commissioner", "Commissioner"),
                            ("independent_voice", "Independent voice body"),
                            ("regulator", "Regulator"),
                        ],
                        default="provider",
                        max_length=20,
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("nhs", "NHS"),
                            ("independent", "Independent sector"),
                            ("social_care", "Social care"),
                            ("voluntary", "Voluntary or community"),
                            ("public", "Other public body"),
                        ],
                        default="nhs",
                        max_length=20,
                    ),
                ),
                ("ods_code", models.CharField(blank=True, max_length=10, verbose_name="ODS code")),
                ("cqc_id", models.CharField(blank=True, max_length=20, verbose_name="CQC provider ID")),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("demonstration", models.BooleanField(default=False)),
                ("brand", models.JSONField(blank=True, default=dict)),
                ("public_facts", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "nation",
                    models.CharField(
                        choices=[
                            ("england_and_wales", "England and Wales"),
                            ("scotland", "Scotland"),
                            ("northern_ireland", "Northern Ireland"),
                        ],
                        default="england_and_wales",
                        max_length=20,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60)),
                ("version", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("source", models.TextField()),
                ("in_force_from", models.DateField(blank=True, null=True)),
                ("in_force_until", models.DateField(blank=True, null=True)),
                ("applies_to", models.JSONField(blank=True, default=list)),
                ("content", models.JSONField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("slug", "version"), name="one_pack_per_version")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
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
                            ("organisation", "Organisation"),
                            ("site", "Site"),
                            ("service", "Service"),
                            ("ward", "Ward"),
                            ("team", "Team"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="The name today; earlier names are kept with their dates", max_length=200
                    ),
                ),
                ("ods_code", models.CharField(blank=True, max_length=12, verbose_name="ODS site code")),
                ("cqc_id", models.CharField(blank=True, max_length=20, verbose_name="CQC location ID")),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "organisation")),
                        fields=("organisation",),
                        name="one_root_unit_per_organisation",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(blank=True, null=True)),
                ("until_date", models.DateField(blank=True, null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="children", to="organisations.unit"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="placements", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit", models.F("parent")), _negated=True),
                        name="unit_is_not_its_own_parent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
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
                ("from_date", models.DateField()),
                ("until_date", models.DateField(blank=True, null=True)),
                ("purpose", models.CharField(blank=True, max_length=300)),
                ("legal_basis", models.CharField(blank=True, max_length=300)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
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
                        related_name="memberships",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="The root of what this role covers",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "organisation"], name="organisatio_account_07e212_idx")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=150)),
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
                ("purpose", models.CharField(blank=True, max_length=300)),
                ("legal_basis", models.CharField(blank=True, max_length=300)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
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
                        related_name="invitations",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnitAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=600)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("organisation", "key"), name="one_unit_per_alias")],
            },
        ),
        migrations.CreateModel(
            name="UnitName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("from_date", models.DateField(blank=True, null=True)),
                ("until_date", models.DateField(blank=True, null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="organisations.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnitSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField(blank=True, null=True)),
                ("until_date", models.DateField(blank=True, null=True)),
                (
                    "ancestor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.unit"
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ancestor", "unit"], name="organisatio_ancesto_a27e38_idx")],
            },
        ),
        migrations.CreateModel(
            name="UnitSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="successions", to="organisations.unit"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inheritances",
                        to="organisations.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="unit_succeeds_another",
                    ),
                    models.UniqueConstraint(fields=("predecessor", "successor", "on"), name="one_unit_succession"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=400)),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successions",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inheritances",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="organisation_succeeds_another",
                    ),
                    models.UniqueConstraint(
                        fields=("predecessor", "successor", "on"), name="one_organisation_succession"
                    ),
                ],
            },
        ),
    ]
