#!/bin/sh
# Everything that has to hold before a change is taken, on both databases; at most 15 minutes on 2 cores. It judges no
# speed: `make prove` does. As root on Debian it installs what it lacks; else it says what that is.
set -eu
cd "$(dirname "$0")/.."

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
ls -d /usr/share/fonts/truetype/liberation* >/dev/null 2>&1 || missing="$missing fonts-liberation"
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "test: installing$missing" >&2
        apt-get update -qq
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "The tests need$missing. As root: apt-get install --no-install-recommends$missing" >&2
        exit 2
    fi
fi
# The shell without windows takes half the time of Chromium itself, which does where that cannot be had.
if [ "$(id -u)" = 0 ] && ! command -v chromium-headless-shell >/dev/null 2>&1 && command -v apt-get >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell; } >/dev/null 2>&1 ||
        echo "test: going on with chromium" >&2
fi
sh scripts/setup.sh test

unset DATABASE_URL HEARD_HOME PYTHONDONTWRITEBYTECODE 2>/dev/null || true
bin="$PWD/.venv/bin"
step() { echo; echo "== $*"; }

step "ruff and lint-imports"
"$bin/ruff" check
"$bin/ruff" format --check
"$bin/lint-imports" --no-logo

# Each of the three has long parts that one process does alone: side by side, no core waits for them.
out="$(mktemp -d)"
trap 'kill $(jobs -p) 2>/dev/null || :; rm -rf "$out"' EXIT
tests="-q --dist worksteal --hypothesis-profile=same"
"$bin/mypy" >"$out/types" 2>&1 &
types=$!
# shellcheck disable=SC2086
"$bin/pytest" $tests -n 3 --durations=15 >"$out/sqlite" 2>&1 &
sqlite=$!
step "what a database keeps, on PostgreSQL, beside everything on SQLite and mypy"
# shellcheck disable=SC2086
"$bin/python" scripts/with_postgres.py "$bin/pytest" $tests -n 2 --durations=5 \
    -o addopts="-p heard.config.testing -p no:cacheprovider --strict-markers" -m "both and not browser" \
    --ignore=src/heard/methods src tests
step "mypy"
wait "$types" || { cat "$out/types"; exit 1; }
cat "$out/types"
step "everything, on SQLite"
tail -n +1 -f --pid="$sqlite" "$out/sqlite"
wait "$sqlite"
