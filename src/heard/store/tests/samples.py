"""Tables of the tests only, for the store has none of its own."""

from django.db import models


class Kind(models.TextChoices):
    PLAIN = "plain"


class Sample(models.Model):
    """A column of each type that Heard's rooms use."""

    words = models.CharField(max_length=80)
    text = models.TextField()
    number = models.IntegerField(null=True)
    small = models.PositiveSmallIntegerField(null=True)
    large = models.BigIntegerField(null=True)
    share = models.FloatField(null=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    flag = models.BooleanField()
    day = models.DateField(null=True)
    at = models.DateTimeField()
    raw = models.BinaryField()
    about = models.JSONField(null=True)
    key = models.UUIDField(null=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, db_constraint=False)

    class Meta:
        app_label = "store"


class Named(models.Model):
    """A table whose key is no number, with a column that binary COPY has no name for here."""

    name = models.CharField(max_length=20, primary_key=True)
    address = models.GenericIPAddressField(null=True)
    about = models.JSONField(null=True)

    class Meta:
        app_label = "store"
