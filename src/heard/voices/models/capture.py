"""Where people speak: capture points, what arrived through them, and what the speaker holds."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from heard.organisations.models import Account, Organisation, Role, Unit
from heard.store.references import new_reference
from heard.voices.models.voices import Voice


class CapturePoint(models.Model):
    """A service's page 'Tell us': who reads what is said there, when, and whom to ring instead."""

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=8, unique=True, help_text="On posters: /t/<code>")
    role = models.CharField(max_length=30, choices=Role, default=Role.SERVICE_MANAGER)
    reader = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    deputy = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    # Bit 0 is Monday.
    days = models.PositiveSmallIntegerField(default=0)
    hours_from = models.TimeField(null=True)
    hours_until = models.TimeField(null=True)
    promise = models.PositiveSmallIntegerField(default=2, help_text="Read within so many working days")
    phone = models.CharField(max_length=40, blank=True)
    phone_name = models.CharField(max_length=100, blank=True, help_text="Whose number it is: the ward, PALS")
    marthas_rule = models.CharField(max_length=40, blank=True, help_text="The number of the Martha's Rule line")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None)
                | Q(closed_at__isnull=False)
                | (
                    Q(reader__isnull=False, deputy__isnull=False, days__gt=0, promise__gte=1)
                    & Q(hours_from__isnull=False, hours_until__isnull=False)
                    & ~Q(phone="")
                    & ~Q(reader=F("deputy"))
                ),
                name="a_point_opens_with_reader_deputy_hours_and_phone",
            ),
            models.CheckConstraint(
                condition=Q(hours_from=None) | Q(hours_from__lt=F("hours_until")), name="a_points_hours_have_an_end"
            ),
            models.CheckConstraint(condition=Q(days__lte=127), name="a_point_is_read_on_days_of_the_week"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="a_point_closes_after_it_opened"
            ),
        ]


class Submission(models.Model):
    """One sending of a form: the same token again gives the same voice and the same receipt."""

    token = models.CharField(max_length=64, primary_key=True, help_text="HMAC of the form's token")
    point = models.ForeignKey(CapturePoint, models.PROTECT, null=True, related_name="+")
    voice = models.OneToOneField(Voice, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, help_text="HMAC of what was sent")
    # The list whose link it came by, for counting answers; the link is the same for everybody on the list.
    invited = models.ForeignKey("voices.InvitationList", models.SET_NULL, null=True, related_name="+")


class Receipt(models.Model):
    """By what somebody follows their words without an account. The key itself is nowhere kept."""

    voice = models.OneToOneField(Voice, models.CASCADE, primary_key=True, related_name="+")
    key = models.CharField(max_length=64, unique=True, help_text="HMAC of the words of the key")
    pin = models.CharField(max_length=64, blank=True, help_text="HMAC of the PIN, where one was set")


class Confirmed(models.Model):
    """What somebody said when they were asked whether it changed, and whether they were treated worse."""

    class Changed(models.TextChoices):
        """The answers to 'Did it change?'"""

        YES = "yes", "Yes"
        NO = "no", "No"
        TOO_EARLY = "too_early", "Too early to say"
        CANNOT_TELL = "cannot_tell", "I cannot tell"

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    about = models.CharField(max_length=80, blank=True, help_text="'<room>.<kind>:<reference>' asked about")
    answer = models.CharField(max_length=12, choices=Changed)
    treated_worse = models.BooleanField(default=False)
    at = models.DateTimeField()


class Misread(models.Model):
    """'That is not what I meant': a person looks at how the words were understood."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="+")
    words = models.TextField(blank=True, help_text="What they meant, personal details masked")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["voice"], condition=Q(settled_at=None), name="one_open_misreading_per_voice"
            ),
        ]


class Refusal(models.Model):
    """A moderator proposes that a voice is not published; it stands when a second person agrees."""

    class Reason(models.TextChoices):
        """Why words are not published. Being critical is none of them."""

        NAMES_SOMEBODY = "names_somebody", "It could name a patient or a member of staff"
        THREAT = "threat", "It threatens or abuses somebody"
        UNLAWFUL = "unlawful", "It may be unlawful to publish"
        NOT_ABOUT_CARE = "not_about_care", "It is not about care here"
        ADVERTISING = "advertising", "It advertises something"

    voice = models.OneToOneField(Voice, models.CASCADE, primary_key=True, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason)
    proposed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("proposed_by")), name="a_refusal_has_two_people"
            ),
        ]


class Appeal(models.Model):
    """Whoever spoke asks the independent body to look at it that their words are not published."""

    class State(models.TextChoices):
        """What it came to."""

        ASKED = "asked", "With the independent body"
        STANDS = "stands", "Not published, rightly"
        OVERTURNED = "overturned", "To be published"

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    voice = models.OneToOneField(Voice, models.CASCADE, related_name="+")
    # Why it was not published when they asked.
    reason = models.CharField(max_length=20, choices=Refusal.Reason, blank=True)
    words = models.TextField(blank=True, help_text="Why they ask, personal details masked")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answer = models.TextField(blank=True, help_text="The body's answer, as the person reads it")
    answered_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_appeal_ends_with_an_answer",
            ),
        ]
        indexes = [models.Index(fields=["id"], name="appeals_open", condition=Q(state="asked"))]
