"""What the checking room's pages read. Frozen, without a model behind it."""
