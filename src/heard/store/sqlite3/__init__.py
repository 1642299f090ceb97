"""SQLite as Django's backend has it, but for whose turn it is to write."""
