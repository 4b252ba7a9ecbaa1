#!/bin/sh
# Installs the npm packages of the tests and prints the folder that contains
# node_modules. package-lock.json pins every version; the folder is in the user's
# cache, one per lock file, so a second run does nothing. Node.js and npm are
# installed if they are missing and apt-get and root are available.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
lock=$here/package-lock.json

say() { echo "test/npm/setup.sh: $*" >&2; }

# The packages need Node.js 18.
have() {
	command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 &&
		node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'
}

if ! have && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	say "installing nodejs npm"
	export DEBIAN_FRONTEND=noninteractive
	log=$(mktemp)
	{ apt-get update && apt-get install -y --no-install-recommends nodejs npm; } >"$log" 2>&1 || tail -n 20 "$log" >&2
	rm -f "$log"
fi
have || { say "please install Node.js 18 or newer, with npm"; exit 1; }

id=$(node -e '
	const text = require("fs").readFileSync(process.argv[1]);
	console.log(require("crypto").createHash("sha256").update(text).digest("hex").slice(0, 16))' "$lock")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/webim
folder=$cache/npm-$id

if [ ! -d "$folder" ]; then
	say "installing the packages of package-lock.json into $folder"
	mkdir -p "$cache"
	new=$(mktemp -d "$cache/npm-new-XXXXXX")
	trap 'rm -rf "$new"' EXIT
	cp "$here/package.json" "$lock" "$new"
	# No package needs its install script. npm's output is shown only if it fails.
	(cd "$new" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) || { tail -n 20 "$new/npm.log" >&2; exit 1; }
	# A concurrent run may have finished first; its folder is equivalent.
	node -e 'require("fs").renameSync(process.argv[1], process.argv[2])' "$new" "$folder" 2>/dev/null || [ -d "$folder" ]
fi
echo "$folder"
