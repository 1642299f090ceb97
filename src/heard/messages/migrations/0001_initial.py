import django.db.models.deletion
import heard.messages.models
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
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("template", models.SlugField(max_length=60)),
                ("count", models.PositiveIntegerField()),
                ("left_out", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_reference", models.CharField(db_index=True, max_length=40)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "Text message"),
                            ("letter", "Letter"),
                            ("phone", "Telephone, through staff"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "sealed",
                    models.BinaryField(help_text="Sealed JSON: to, subject, text; null once forgotten", null=True),
                ),
                ("at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PrintRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("posted_at", models.DateTimeField(null=True)),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=heard.messages.models.new_token, editable=False, max_length=25, unique=True
                    ),
                ),
                ("made_on", models.DateField()),
                ("recipient_ref", models.CharField(max_length=80)),
                ("about", models.CharField(blank=True, max_length=80)),
                ("key", models.CharField(max_length=80, null=True)),
                ("template", models.SlugField(max_length=60)),
                ("template_version", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "Text message"),
                            ("letter", "Letter"),
                            ("phone", "Telephone, through staff"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("standard", "As usual"),
                            ("large_print", "Large print"),
                            ("easy_read", "Easy read"),
                            ("plain", "Plain text e-mail"),
                            ("braille", "Braille"),
                            ("bsl", "British Sign Language"),
                            ("audio", "Audio"),
                            ("other", "Another format"),
                        ],
                        default="standard",
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("queued", "Waiting to be sent"),
                            ("sending", "Being sent"),
                            ("to_print", "To be printed"),
                            ("printed", "Printed, not yet posted"),
                            ("by_hand", "With a person"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("bounced", "Came back"),
                            ("failed", "Not sent"),
                            ("unsent", "Could not be sent"),
                            ("recalled", "Recalled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("queued_at", models.DateTimeField(null=True)),
                ("recallable_until", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(help_text="When the next try is due", null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("claim", models.CharField(blank=True, max_length=26)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("sent_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(help_text="Delivered, came back, failed, recalled", null=True)),
                ("provider_id", models.CharField(blank=True, max_length=120)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("really", models.BooleanField(default=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_how", models.CharField(blank=True, max_length=200)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="heard_messages.batch",
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
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "print_run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="heard_messages.printrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "state", "id"], name="message_by_state"),
                    models.Index(fields=["recipient_ref"], name="message_by_recipient"),
                    models.Index(
                        condition=models.Q(("about", ""), _negated=True), fields=["about"], name="message_by_about"
                    ),
                    models.Index(
                        condition=models.Q(("fingerprint", ""), _negated=True),
                        fields=["fingerprint", "way"],
                        name="message_by_fingerprint",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        fields=["due_at"],
                        name="message_by_due",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("organisation", "key"), name="one_message_per_key")],
            },
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="heard_messages.message",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("words", models.TextField()),
                ("nonce", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=80)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "Text message"),
                            ("letter", "Letter"),
                            ("phone", "Telephone, through staff"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "sealed",
                    models.BinaryField(
                        help_text="Sealed JSON: name, email, phone, lines; null once forgotten", null=True
                    ),
                ),
                ("language", models.CharField(default="en", max_length=10)),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("standard", "As usual"),
                            ("large_print", "Large print"),
                            ("easy_read", "Easy read"),
                            ("plain", "Plain text e-mail"),
                            ("braille", "Braille"),
                            ("bsl", "British Sign Language"),
                            ("audio", "Audio"),
                            ("other", "Another format"),
                        ],
                        default="standard",
                        max_length=12,
                    ),
                ),
                ("format_note", models.CharField(blank=True, help_text="For another format: which", max_length=200)),
                ("kept_at", models.DateTimeField()),
                ("forgotten_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "ref"), name="one_recipient_per_reference")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=heard.store.references.new_reference, editable=False, max_length=26, unique=True
                    ),
                ),
                ("recipient_ref", models.CharField(blank=True, max_length=80)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "Text message"),
                            ("letter", "Letter"),
                            ("phone", "Telephone, through staff"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "Reply"),
                            ("stop", "Asked to stop"),
                            ("start", "Asked to start again"),
                            ("bounce", "Came back undelivered"),
                            ("machine", "Automatic reply"),
                        ],
                        max_length=10,
                    ),
                ),
                ("external", models.CharField(max_length=64)),
                ("words", models.TextField(blank=True)),
                ("sealed", models.BinaryField(null=True)),
                ("received_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="heard_messages.message",
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
                    models.UniqueConstraint(fields=("organisation", "external"), name="one_reply_per_external_id")
                ],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("template", models.SlugField(max_length=60)),
                ("language", models.CharField(max_length=10)),
                ("version", models.PositiveIntegerField()),
                ("own", models.BooleanField(default=True)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(blank=True)),
                ("easy_read", models.TextField(blank=True)),
                ("sms", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
                    ),
                ),
                (
                    "saved_by",
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
                    models.UniqueConstraint(
                        fields=("organisation", "template", "language", "version"), name="one_wording_per_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject_kind",
                    models.CharField(help_text="Which setting it follows: a kind of the pack", max_length=30),
                ),
                ("key", models.CharField(help_text="The same key twice for one account is one notice", max_length=120)),
                ("text", models.CharField(max_length=300)),
                ("link", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
                "indexes": [
                    models.Index(fields=["account", "organisation", "-id"], name="notice_by_account"),
                    models.Index(
                        condition=models.Q(("mailed_at", None), ("read_at", None)), fields=["at"], name="notice_to_mail"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("account", "key"), name="one_notice_per_key")],
            },
        ),
        migrations.CreateModel(
            name="NoticeSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("often", models.JSONField(default=dict)),
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
            options={
                "constraints": [models.UniqueConstraint(fields=("account", "organisation"), name="one_notice_setting")],
            },
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "asked_by",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sms", "Text message"),
                            ("letter", "Letter"),
                            ("phone", "Telephone, through staff"),
                            ("in_person", "In person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
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
                        condition=models.Q(("lifted_at", None)),
                        fields=("organisation", "fingerprint"),
                        name="one_standing_opt_out",
                    )
                ],
            },
        ),
    ]
