"""Forms of the room. Every field answers with sentences of its own."""

from heard.voices.forms.questions import QuestionsForm
from heard.voices.forms.small import AnswerForm, DatesForm, NameForm, ReasonForm
from heard.voices.forms.uploads import ColumnsForm, ImportsFilter, UploadForm

__all__ = [
    "AnswerForm",
    "ColumnsForm",
    "DatesForm",
    "ImportsFilter",
    "NameForm",
    "QuestionsForm",
    "ReasonForm",
    "UploadForm",
]
