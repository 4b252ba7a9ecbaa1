#!/bin/sh
# Finds the browsers that the tests drive, or installs them if apt-get and root
# are available. Fast when nothing is missing.
#   test/browser/setup.sh [chromium] [firefox] [webkit]     (default: all)
set -eu

found() { # found NAME...: reports whether one of the programs exists
	for name in "$@"; do
		if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
	done
	return 1
}

# The same places in the same order as find.go; a set variable overrides them.
have() {
	case $1 in
	chromium)
		if [ -n "${CHROMIUM:-}" ]; then found "$CHROMIUM"; return; fi
		found chromium chromium-browser google-chrome google-chrome-stable \
			"/Applications/Chromium.app/Contents/MacOS/Chromium" \
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ;;
	firefox)
		if [ -n "${FIREFOX:-}" ]; then found "$FIREFOX"; return; fi
		found firefox-esr firefox "/Applications/Firefox.app/Contents/MacOS/firefox" ;;
	webkit) found "${WEBKIT_DRIVER:-WebKitWebDriver}" && found xvfb-run ;;
	*) echo "setup.sh: unknown browser: $1" >&2; exit 2 ;;
	esac
}

# Chinese text in screenshots needs a font; tests do not depend on it.
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && ! fc-list :lang=zh 2>/dev/null | grep -q .; then
	echo "setup.sh: installing fonts-wqy-microhei" >&2
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig fonts-wqy-microhei; } >/dev/null 2>&1 ||
		echo "setup.sh: installing a Chinese font failed" >&2
fi

[ $# -gt 0 ] || set -- chromium firefox webkit
packages=
missing=
for browser in "$@"; do
	if have "$browser"; then continue; fi
	missing="$missing $browser"
	case $browser in
	chromium) packages="$packages chromium" ;;
	firefox) packages="$packages firefox-esr" ;;
	webkit) packages="$packages webkit2gtk-driver xvfb xauth" ;;
	esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "setup.sh: installing$packages" >&2
	export DEBIAN_FRONTEND=noninteractive
	log=$(mktemp)
	# shellcheck disable=SC2086 # a list of words
	if { apt-get update && apt-get install -y --no-install-recommends $packages; } >"$log" 2>&1; then
		rm -f "$log"
	else
		tail -n 20 "$log" >&2
		rm -f "$log"
	fi
	missing=
	for browser in "$@"; do
		have "$browser" || missing="$missing $browser"
	done
	[ -n "$missing" ] || exit 0
fi
echo "setup.sh: please install$missing (or set CHROMIUM, FIREFOX or WEBKIT_DRIVER to the program)" >&2
exit 1
