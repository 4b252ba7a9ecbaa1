#!/bin/sh
# Finds TinyGo and prints three lines: its command, the command wasm-opt, and the
# version. With the argument "install" it first installs what is missing, if
# apt-get and root allow it. TinyGo's official packages
# (https://tinygo.org/getting-started/install/) are complete; this script builds
# TinyGo from its Go module.
set -eu

version=0.41.0 # the version to build, and the minimum
llvm=19        # the LLVM of that version

cache=${XDG_CACHE_HOME:-$HOME/.cache}/webim
home=$cache/tinygo-$version

fail() {
	echo "TinyGo $version or newer not found: $1" >&2
	echo "run make tools, or see https://tinygo.org/getting-started/install/ (wasm-opt is in the package binaryen)" >&2
	exit 1
}

# recent VERSION: succeeds if it is $version or newer
recent() {
	oldest=$(printf '%s\n%s\n' "$version" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)
	[ "$oldest" = "$version" ]
}

found() { # found COMMAND: prints its version if it is recent
	"$1" version 2>/dev/null | sed -n 's/^tinygo version \([0-9.]*\).*(using \(.*\))$/\1 \2/p'
}

print() { # print COMMAND VERSION…
	command=$1
	shift
	optimizer=$(command -v wasm-opt) || fail "no wasm-opt"
	printf '%s\n%s\ntinygo %s, %s\n' "$command" "$optimizer" "$*" "$("$optimizer" --version)"
	exit 0
}

if [ "${1:-}" = install ]; then install=yes; else install=; fi

if command -v tinygo >/dev/null 2>&1; then
	# shellcheck disable=SC2046 # the version, and the LLVM it was built with
	set -- $(found tinygo)
	if [ $# -gt 0 ] && recent "$1"; then print "$(command -v tinygo)" "$@"; fi
fi

if [ ! -x "$home/tinygo" ]; then
	[ -n "$install" ] || fail "not in PATH, not in $home"
	if ! { command -v "clang-$llvm" && command -v "wasm-ld-$llvm" && [ -d "/usr/lib/llvm-$llvm/include/clang-c" ] && command -v wasm-opt; } >/dev/null 2>&1; then
		command -v apt-get >/dev/null 2>&1 || fail "no apt-get to install LLVM $llvm and binaryen with"
		[ "$(id -u)" = 0 ] || fail "installing LLVM $llvm and binaryen takes root"
		echo "tinygo.sh: installing LLVM $llvm and binaryen" >&2
		export DEBIAN_FRONTEND=noninteractive
		log=$(mktemp)
		if ! { apt-get update && apt-get install -y --no-install-recommends \
			"llvm-$llvm-dev" "libclang-$llvm-dev" "clang-$llvm" "lld-$llvm" binaryen g++; } >"$log" 2>&1; then
			tail -n 20 "$log" >&2
			rm -f "$log"
			fail "apt-get failed"
		fi
		rm -f "$log"
	fi
	echo "tinygo.sh: building TinyGo $version into $home" >&2
	mkdir -p "$cache"
	new=$(mktemp -d "$cache/tinygo-new.XXXXXX")
	trap 'rm -rf "$new"' EXIT
	module=$(cd "$new" && GOFLAGS=-mod=mod go mod download -json "github.com/tinygo-org/tinygo@v$version" |
		sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p')
	[ -n "$module" ] || fail "downloading its Go module failed"
	cp -R "$module/." "$new"
	chmod -R u+w "$new"
	(cd "$new" && GOFLAGS= GOOS= GOARCH= CGO_ENABLED=1 go build -trimpath -tags "llvm$llvm" -o build/tinygo .) >&2 || fail "building it failed"
	mkdir -p "$new/src/net" # a submodule that the Go module lacks, and that nothing uses
	# TinyGo finds its sources by this variable, hence the wrapper.
	printf '#!/bin/sh\nTINYGOROOT=%s exec %s/build/tinygo "$@"\n' "$home" "$home" >"$new/tinygo"
	chmod +x "$new/tinygo"
	rm -rf "$home"
	mv "$new" "$home"
fi
# shellcheck disable=SC2046
set -- $(found "$home/tinygo")
[ $# -gt 0 ] || fail "$home/tinygo does not run"
print "$home/tinygo" "$@"
