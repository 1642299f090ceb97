"""The room's forms. Each field says in one sentence what to do when it is empty or wrong."""
