"""Decisions with their evidence, reasons, actions and replies."""
