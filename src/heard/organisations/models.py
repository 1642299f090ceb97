"""Organisations, their services, and the people who may see and do what in them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from heard.store.references import new_reference


class Organisation(models.Model):
    """A provider of any sector, a commissioner, or a body that watches over them."""

    class Kind(models.TextChoices):
        """What an organisation does."""

        PROVIDER = "provider", "Provider of care"
        COMMISSIONER = "commissioner", "Commissioner"
        INDEPENDENT_VOICE = "independent_voice", "Independent voice body"
        REGULATOR = "regulator", "Regulator"

    class Sector(models.TextChoices):
        """Whose organisation it is."""

        NHS = "nhs", "NHS"
        INDEPENDENT = "independent", "Independent sector"
        SOCIAL_CARE = "social_care", "Social care"
        VOLUNTARY = "voluntary", "Voluntary or community"
        PUBLIC = "public", "Other public body"

    class Nation(models.TextChoices):
        """Whose bank holidays it keeps."""

        ENGLAND_AND_WALES = "england_and_wales", "England and Wales"
        SCOTLAND = "scotland", "Scotland"
        NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    # Short code that people and commands use ('RX6', 'riverside'); unique in the installation.
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PROVIDER)
    sector = models.CharField(max_length=20, choices=Sector, default=Sector.NHS)
    nation = models.CharField(max_length=20, choices=Nation, default=Nation.ENGLAND_AND_WALES)
    ods_code = models.CharField("ODS code", max_length=10, blank=True)
    cqc_id = models.CharField("CQC provider ID", max_length=20, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)
    # Name, logo and colours on this organisation's pages, where they differ from the installation's.
    brand = models.JSONField(default=dict, blank=True)
    # What the public pages say of it: see public_facts.py.
    public_facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class OrganisationSuccession(models.Model):
    """From a date, one organisation carries on what another was (merger, abolition, transfer)."""

    predecessor = models.ForeignKey(Organisation, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Organisation, models.CASCADE, related_name="inheritances")
    on = models.DateField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="organisation_succeeds_another"),
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="one_organisation_succession"),
        ]


class Unit(models.Model):
    """A place in an organisation's tree: the organisation itself (the root), a site, service, ward or team."""

    class Kind(models.TextChoices):
        """Levels of the services tree."""

        ORGANISATION = "organisation", "Organisation"
        SITE = "site", "Site"
        SERVICE = "service", "Service"
        WARD = "ward", "Ward"
        TEAM = "team", "Team"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="units")
    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200, help_text="The name today; earlier names are kept with their dates")
    ods_code = models.CharField("ODS site code", max_length=12, blank=True)
    cqc_id = models.CharField("CQC location ID", max_length=20, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(kind="organisation"), name="one_root_unit_per_organisation"
            )
        ]


class UnitName(models.Model):
    """A name that a unit had between two dates (from: first day, until: first day no longer; null is open)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)


class UnitAlias(models.Model):
    """What a source calls a unit. `key` is the normalised path as the source gives it ('site|service|ward')."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    key = models.CharField(max_length=600)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_unit_per_alias")]


class Placement(models.Model):
    """Where a unit stood in the tree between two dates. Spans of one unit never overlap and leave no gap."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, models.CASCADE, related_name="children")
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(unit=F("parent")), name="unit_is_not_its_own_parent")]


class UnitSuccession(models.Model):
    """From a date one unit carries on another: its page and charts begin with the other's history."""

    predecessor = models.ForeignKey(Unit, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Unit, models.CASCADE, related_name="inheritances")
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="unit_succeeds_another"),
            # A unit that was reopened may be merged into the same one again, on another day.
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="one_unit_succession"),
        ]


class UnitSpan(models.Model):
    """Derived from placements and successions: between two dates, what happens at `unit` counts under `ancestor`.

    Each unit counts under itself always, under each ancestor as it then was, and under every successor. Rewritten
    by the actions that change the tree; `heard doctor` compares it with a rebuild.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["ancestor", "unit"])]


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> Account:
        """An account with a hashed password (unusable where none is given)."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who signs in. What they may do comes from their memberships alone."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    # Raised to end every session of the account at once (lost device, leaver).
    session_round = models.PositiveIntegerField(default=0)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """As Django's, over the session round too: sessions of an earlier round no longer count."""
        salted = salted_hmac(
            "heard.organisations.models.Account.session",
            f"{self.password}|{self.session_round}",
            secret=secret,
            algorithm="sha256",
        )
        return salted.hexdigest()


class Role(models.TextChoices):
    """What a person is in an organisation; each room's policy.py says what each may do."""

    ENGAGEMENT_LEAD = "engagement_lead", "Engagement lead"
    SERVICE_MANAGER = "service_manager", "Service manager"
    COMPLAINTS_OFFICER = "complaints_officer", "PALS and complaints officer"
    MODERATOR = "moderator", "Moderator"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"
    SPEAKING_UP_GUARDIAN = "speaking_up_guardian", "Speaking-up guardian"
    INFORMATION_GOVERNANCE = "information_governance", "Information governance lead"
    ANALYST = "analyst", "Analyst"
    BOARD_MEMBER = "board_member", "Board member"
    COMMISSIONER = "commissioner", "Commissioner"
    INDEPENDENT_VOICE = "independent_voice", "Independent voice officer"
    REGULATOR = "regulator", "Regulator"
    ADMINISTRATOR = "administrator", "Administrator"


class Membership(models.Model):
    """A role in one organisation, over a unit and all below it, between two dates."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", help_text="The root of what this role covers")
    role = models.CharField(max_length=30, choices=Role)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    deputy = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    # Needed where the person comes from outside (commissioner, independent voice, regulator).
    purpose = models.CharField(max_length=300, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "organisation"])]


class Invitation(models.Model):
    """A membership that waits for its person. The link's token is kept only as a hash."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    purpose = models.CharField(max_length=300, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class Pack(models.Model):
    """A rule as data: dated, versioned, with its source. Loaded from the rooms' packs/*.yaml."""

    slug = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    source = models.TextField()
    in_force_from = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)
    applies_to = models.JSONField(default=list, blank=True)
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="one_pack_per_version")]
