#!/bin/sh
# Runs go test with a 32-bit int, as in a page under TinyGo: as 386 or arm programs
# if the kernel runs them, else with qemu, which is installed if apt-get and root
# are available. Otherwise the tests are skipped with a message.
#   test/int32.sh ARGUMENTS OF go test
set -eu

[ "$(go env GOHOSTOS)" = linux ] || { echo "int32.sh: skipped: needs Linux" >&2; exit 0; }
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
	echo "int32.sh: skipped: the kernel does not run 32-bit programs and qemu-arm is not installed (Debian: apt-get install qemu-user)" >&2
	exit 0
}
GOARCH=arm exec go test -exec qemu-arm "$@"
