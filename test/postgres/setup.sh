#!/bin/sh
# Finds PostgreSQL, or installs it if apt-get and root are available. Tests start
# their own servers in temporary folders. POSTGRES_BIN names the folder of its
# programs.
set -eu

found() {
	[ -n "${POSTGRES_BIN:-}" ] && [ -x "$POSTGRES_BIN/initdb" ] && return 0
	for bin in /usr/lib/postgresql/*/bin; do
		[ -x "$bin/initdb" ] && return 0
	done
	command -v initdb >/dev/null 2>&1
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "installing PostgreSQL" >&2
	# Do not create the distribution's default cluster, which would run a server.
	mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
found || {
	echo "PostgreSQL is needed: install it (Debian: apt-get install postgresql), or set POSTGRES_BIN to the folder of its programs" >&2
	exit 1
}
