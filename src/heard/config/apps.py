"""Django application that wires the rooms' ports when everything is loaded."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers, at start, what an upper room gives to a lower room's port."""

    name = "heard.config"
    label = "heard_config"

    def ready(self) -> None:
        """Connect the ports (the list stands in ARCHITECTURE.md)."""
        from heard.config import ports

        ports.connect()
