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

step "ruff and lint-imports; mypy goes on beside what follows"
types="$(mktemp)"
trap 'rm -f "$types"' EXIT
"$bin/mypy" >"$types" 2>&1 &
mypy=$!
"$bin/ruff" check
"$bin/ruff" format --check
"$bin/lint-imports" --no-logo
step "what a database keeps, on PostgreSQL"
"$bin/python" scripts/with_postgres.py "$bin/pytest" -q -n 3 --dist worksteal --hypothesis-profile=same \
    -o addopts="-p heard.config.testing -p no:cacheprovider --strict-markers" -m "both and not browser" \
    --ignore=src/heard/methods src tests
step "mypy"
wait "$mypy" || { cat "$types"; exit 1; }
cat "$types"
step "everything, on SQLite"
"$bin/pytest" -q -n 3 --dist worksteal --hypothesis-profile=same --durations=15
