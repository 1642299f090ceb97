"""The only place of writes of the checking room."""
