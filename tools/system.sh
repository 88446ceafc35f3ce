#!/bin/sh
# Installs what Python packages cannot bring: `venv` (Python's own module on Debian), or `browser BIN`: Chromium and a
# Chinese font for the tests. Uses what is there, then the system's package manager, then Playwright's own download.
set -eu

packages() {
	run=""
	[ "$(id -u)" = 0 ] || run="sudo"
	if command -v apt-get >/dev/null; then
		$run apt-get update -qq && DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends "$@" >/dev/null
	elif command -v dnf >/dev/null; then
		$run dnf install -y -q "$@"
	else
		return 1
	fi
}

case "$1" in
venv)
	packages python3-venv python3-pip
	;;
browser)
	found=""
	for name in chromium chromium-browser google-chrome google-chrome-stable; do
		command -v "$name" >/dev/null && found="$name" && break
	done
	[ -n "$found" ] || packages chromium || "$2/python" -m playwright install --with-deps chromium
	command -v fc-list >/dev/null && fc-list :lang=zh | grep -q . || packages fonts-noto-cjk fontconfig ||
		echo "No Chinese font could be installed; screens in the tests may show boxes." >&2
	;;
*)
	echo "usage: $0 venv | browser BIN" >&2
	exit 2
	;;
esac
