"""What everybody may read without an account: the front page, and what Heard owes whoever uses it."""
