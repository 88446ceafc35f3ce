#!/bin/sh
# Installs what Python packages cannot bring: `venv` (Python's own module on Debian), `font BIN` (a Chinese font, for PDF
# files), `browser BIN`: Chromium, nginx and that font for the tests, or `java`, which Apache Spark runs on. Uses what is there,
# then the system's package manager, then Playwright's own download. BIN holds the Python of the virtual environment.
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

# Without a font only PDF files are missing, so it is said and nothing fails.
font() {
	"$1/python" -c "import sys; from fenjin.files.paper import font_missing; sys.exit(font_missing())" || packages fonts-noto-cjk ||
		echo "No Chinese font could be installed: there will be no PDF files, and screens in the tests may show boxes." >&2
}

# Without it the tests of several workers are passed over, so that too is said and nothing fails. Only its program is wanted here:
# where the package has started a server, that one is ended.
workers() {
	found=$(PATH="$PATH:/usr/sbin" command -v nginx || true)
	[ -z "$found" ] || return 0
	if ! packages nginx openssl; then
		echo "nginx could not be installed: the tests of several workers will be skipped." >&2
	elif [ -d /run/systemd/system ]; then
		$run systemctl disable --now nginx
	fi
}

case "$1" in
venv)
	packages python3-venv python3-pip
	;;
font)
	font "$2"
	;;
browser)
	found=""
	for name in chromium chromium-browser google-chrome google-chrome-stable; do
		command -v "$name" >/dev/null && found="$name" && break
	done
	[ -n "$found" ] || packages chromium || "$2/python" -m playwright install --with-deps chromium
	workers
	font "$2"
	;;
java)
	command -v java >/dev/null || packages default-jre-headless
	;;
*)
	echo "usage: $0 venv | font BIN | browser BIN | java" >&2
	exit 2
	;;
esac
