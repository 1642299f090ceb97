"""Pages for people without an account: no session, no cookie, nothing that a page needs but what it carries."""
