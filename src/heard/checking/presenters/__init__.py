"""Figures in words for the room's pages."""
