"""`python -m heard.cli` is `heard`."""

from heard.cli.main import main

# Processes that work for this one import it under another name, and must not begin anew.
if __name__ == "__main__":
    main()
