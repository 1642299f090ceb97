"""PostgreSQL as Django's backend has it, but for how a SELECT is put together."""
