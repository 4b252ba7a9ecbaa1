#!/bin/sh
# Makes sure that the web servers are there that stand before ours in tests:
# finds them, or installs them where apt-get and root allow it. Without one its
# tests are left out, and say so.
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
	# They are not to run by themselves: tests start their own.
	# shellcheck disable=SC2086 # a list of words
	{ apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >/dev/null 2>&1 ||
		echo "setup.sh: they could not be installed" >&2
fi
exit 0
