#!/bin/sh
# Starts `make curate` and opens its page in the browser: for a double click.
cd "$(dirname "$0")/.." || exit 1
port=${PORT:-8501}
(
  until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/_stcore/health"; do sleep 1; done
  "$(command -v xdg-open || command -v open)" "http://127.0.0.1:$port/curate"
) &
waiting=$!
trap 'kill $waiting 2>/dev/null' EXIT
make curate PORT="$port"
