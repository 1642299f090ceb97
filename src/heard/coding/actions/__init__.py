"""The only place of writes of the coding room."""
