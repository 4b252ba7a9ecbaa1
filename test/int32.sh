#!/bin/sh
# Runs go test with an int of 32 bits, as a page has it under TinyGo: as 386 or
# arm programs where the kernel takes them, else by qemu, which is installed
# where apt-get and root allow it. Where nothing does, it says so.
#   test/int32.sh ARGUMENTS OF go test
set -eu

[ "$(go env GOHOSTOS)" = linux ] || { echo "int32.sh: left out: it takes Linux" >&2; exit 0; }
export CGO_ENABLED=0
for arch in 386 arm; do
	if GOARCH=$arch go test -run '^$' ./webim/jsontext >/dev/null 2>&1; then
		GOARCH=$arch exec go test "$@"
	fi
done
if ! command -v qemu-arm >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "int32.sh: installing qemu-user" >&2
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends qemu-user; } >/dev/null 2>&1 || true
fi
command -v qemu-arm >/dev/null 2>&1 || {
	echo "int32.sh: left out: this kernel runs no programs of 32 bits, and there is no qemu-arm (Debian: apt-get install qemu-user)" >&2
	exit 0
}
GOARCH=arm exec go test -exec qemu-arm "$@"
