"""The database of the room, made in one step."""
