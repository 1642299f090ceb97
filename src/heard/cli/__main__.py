"""`python -m heard.cli` is `heard`."""

from heard.cli.main import main

main()
