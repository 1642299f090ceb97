"""What was said: voices, their answers, the imports that brought them, and the pages where people speak."""

from heard.voices.models.attachments import Attachment
from heard.voices.models.capture import Appeal, CapturePoint, Confirmed, Misread, Receipt, Refusal, Submission
from heard.voices.models.erasing import ErasureRequest, Hold
from heard.voices.models.imports import Import, Question, RejectedRow, Source
from heard.voices.models.inviting import InvitationList, InvitationRow
from heard.voices.models.limits import Spent
from heard.voices.models.voices import Answer, BatchProof, Contact, Original, Voice

__all__ = [
    "Answer",
    "Appeal",
    "Attachment",
    "BatchProof",
    "CapturePoint",
    "Confirmed",
    "Contact",
    "ErasureRequest",
    "Hold",
    "Import",
    "InvitationList",
    "InvitationRow",
    "Misread",
    "Original",
    "Question",
    "Receipt",
    "Refusal",
    "RejectedRow",
    "Source",
    "Spent",
    "Submission",
    "Voice",
]
