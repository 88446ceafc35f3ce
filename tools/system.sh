#!/bin/sh
# Installs what Python packages cannot bring: `venv` (Python's own module on Debian), `font BIN` (a Chinese font, for PDF
# files), or `browser BIN`: Chromium and that font for the tests. Uses what is there, then the system's package manager,
# then Playwright's own download. BIN holds the Python of the virtual environment.
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
	"$1/python" -c "import sys; from fenjin.paper import font_missing; sys.exit(font_missing())" || packages fonts-noto-cjk ||
		echo "No Chinese font could be installed: there will be no PDF files, and screens in the tests may show boxes." >&2
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
	font "$2"
	;;
*)
	echo "usage: $0 venv | font BIN | browser BIN" >&2
	exit 2
	;;
esac
