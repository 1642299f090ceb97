"""Every change that the room makes. Each is one transaction and leaves one event."""

from heard.assurance.actions.returns import publish_percentages, set_eligible, start_return, submit_return

__all__ = ["publish_percentages", "set_eligible", "start_return", "submit_return"]
