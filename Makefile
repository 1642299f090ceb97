# Two commands matter: `make run` and `make test`. ADR 9 says what each of the four does.
.PHONY: setup run test prove

setup:
	@sh scripts/setup.sh run

run: setup
	@.venv/bin/heard up

test:
	@sh scripts/test.sh

prove:
	@sh scripts/prove.sh
