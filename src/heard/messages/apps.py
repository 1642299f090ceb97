"""Django application of the messages room."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The messages room."""

    name = "heard.messages"
    # Django's own one-request messages have the label "messages".
    label = "heard_messages"
    default_auto_field = "django.db.models.BigAutoField"
