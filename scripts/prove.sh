#!/bin/sh
# The long benchmarks in full: judges the bars and writes proofs/NAME.json. Takes an hour; nothing else should run.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh test
HEARD_PROVE=yes .venv/bin/pytest -q --hypothesis-profile=long tests/test_up.py src/heard/coding/tests/test_counts_property.py \
    src/heard/signals/tests/test_property.py
.venv/bin/heard bench --all --full
