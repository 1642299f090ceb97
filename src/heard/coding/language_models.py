"""Answers in another language than English, and the translations of them that people entered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from heard.organisations.models import Account
from heard.store.references import new_reference


class Spoken(models.Model):
    """The language of an answer that was not told to be English. All others have no row."""

    answer_id = models.BigIntegerField(primary_key=True)
    language = models.CharField(max_length=3, help_text="ISO 639-1, 'und' where it could not be told")
    # A person put the language right. 'en' then: the words are coded as they are.
    settled_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)


class Translation(models.Model):
    """What an answer says in English, as a person entered it. The words that were said stay beside it.

    What the machine says of the answer while it stands (codes from `first_code` on, before `last_code`) it read in
    the translation.
    """

    reference = models.CharField(max_length=26, unique=True, default=new_reference, editable=False)
    answer_id = models.BigIntegerField()
    language = models.CharField(max_length=3, help_text="From which language")
    words = models.TextField(help_text="With personal data masked; nothing else of it is kept")
    first_code = models.SmallIntegerField(help_text="Number of the first code that may be given by it")
    last_code = models.SmallIntegerField(null=True, help_text="Number of the first code after it was withdrawn")
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["answer_id"], name="translations_by_answer")]
        constraints = [
            models.UniqueConstraint(
                fields=["answer_id"], condition=Q(withdrawn_at=None), name="one_translation_in_force"
            ),
        ]
