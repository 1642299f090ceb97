"""The room's pages: each view loads, asks, and renders."""
