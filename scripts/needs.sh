#!/bin/sh
# What the tests need beside Python: PostgreSQL, Redis, coturn, Kannel, Chromium, ClamAV and pdfsig, from Debian's packages when we may install them.
# Otherwise one sentence says exactly what is missing.
set -eu

missing=""
want() { missing="$missing $1"; }

command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || want postgresql
command -v bearerbox >/dev/null || want kannel
[ -x /usr/lib/kannel/test/fakesmsc ] || want kannel-extras
command -v redis-server >/dev/null || want redis-server
command -v turnserver >/dev/null || [ -x /usr/bin/turnserver ] || want coturn
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || want chromium
command -v clamd >/dev/null || [ -x /usr/sbin/clamd ] || want clamav-daemon
command -v pdfsig >/dev/null || want poppler-utils
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then sudo=""; may=yes
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo="sudo"; may=yes
else may=no
fi
if [ "$may" = no ] || ! command -v apt-get >/dev/null; then
    printf 'The tests need what is not installed here:%s (Debian: sudo apt-get install%s)\n' "$missing" "$missing" >&2
    exit 1
fi
printf 'Installing%s …\n' "$missing" >&2
$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# shellcheck disable=SC2086  # a list of package names
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
