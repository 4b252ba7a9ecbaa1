#!/bin/sh
# Makes sure that there is an nginx for `make attack`, where apt-get and root
# allow it; without one that part is left out, and the table says so.
set -eu

command -v nginx >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "installing nginx" >&2
	# It is not to run by itself: the attack starts its own.
	apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >/dev/null ||
		echo "nginx could not be installed" >&2
fi
exit 0
