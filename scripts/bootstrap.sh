#!/bin/sh
# Make the environment: a virtual environment with exactly the locked packages. Says in one sentence what is missing.
set -eu
venv=$1
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

install_packages() {
    if [ "$(id -u)" = 0 ]; then sudo=""; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo="sudo"; else return 1; fi
    command -v apt-get >/dev/null || return 1
    say "Installing $* …"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if ! command -v "$python" >/dev/null; then
    install_packages python3 python3-venv || { say "Python 3.11 or later is missing: apt-get install python3 python3-venv"; exit 1; }
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "This needs Python 3.11 or later; $python is $("$python" -c 'import platform; print(platform.python_version())'). Another one: make PYTHON=python3.12 …"
    exit 1
fi
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$venv"
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        rm -rf "$venv"
        install_packages python3-venv || { say "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
        "$python" -m venv "$venv"
    fi
fi
say "Installing the locked packages…"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
