#!/bin/sh
# Finds the web servers that tests run as reverse proxies, or installs them if
# apt-get and root are available. The tests of a missing one are skipped.
#   test/manual/setup.sh [nginx] [caddy]     (default: both)
set -eu

[ $# -gt 0 ] || set -- nginx caddy
packages=
for name in "$@"; do
	if command -v "$name" >/dev/null 2>&1; then continue; fi
	case $name in
	nginx) packages="$packages nginx-light" ;;
	caddy) packages="$packages caddy" ;;
	*) echo "setup.sh: unknown web server: $name" >&2; exit 2 ;;
	esac
done
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "setup.sh: installing$packages" >&2
	# Do not start the services: tests start their own processes.
	# shellcheck disable=SC2086 # a list of words
	{ apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >/dev/null 2>&1 ||
		echo "setup.sh: installing$packages failed" >&2
fi
exit 0
