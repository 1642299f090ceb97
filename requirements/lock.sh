#!/bin/sh
# Writes the hashed locks again from pyproject.toml. Needs uv; no address of a registry enters the files.
set -eu
cd "$(dirname "$0")/.."
common="--python-version 3.11 --universal --generate-hashes --no-header --no-annotate -q"
uv pip compile pyproject.toml requirements/build.in $common -o requirements/run.lock
uv pip compile pyproject.toml requirements/build.in --extra test $common -c requirements/run.lock -o requirements/test.lock
for name in node uv; do uv pip compile "requirements/$name.in" $common -o "requirements/$name.lock"; done
