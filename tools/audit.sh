#!/bin/sh
# Looks every locked package up in a database of known vulnerabilities: `audit.sh BIN [URL]`. BIN holds pip-audit; URL is an
# own copy of the OSV query address, for a network that does not reach the public one. Ends with 1 where something was found
# and with 2 where the database could not be asked.
set -u
report="$(mktemp)" said="$(mktemp)" found=0
trap 'rm -f "$report" "$said"' EXIT

for lock in requirements.txt requirements-dev.txt requirements-spark.txt requirements-supply.txt; do
	: >"$report"
	if "$1/pip-audit" --strict --disable-pip --require-hashes --progress-spinner off --vulnerability-service osv \
		${2:+--osv-url "$2"} --requirement "$lock" --output "$report" 2>"$said"; then
		echo "$lock: no known vulnerability"
	elif [ -s "$report" ]; then
		echo "$lock: known vulnerabilities"
		cat "$report"
		found=1
	else
		tail -n 1 "$said" >&2
		echo "$lock was NOT audited: the database of vulnerabilities gave no answer. Run make audit where it can be reached," >&2
		echo "or name a copy of your own: make audit OSV=https://host/v1/query" >&2
		exit 2
	fi
done

# The tests' provider, and what the box for SQL is put together of, which is served.
for folder in tests/provider tools/editor; do
	if ! command -v npm >/dev/null; then
		echo "$folder/package-lock.json was NOT audited: npm is not installed." >&2
	elif npm audit --package-lock-only --prefix "$folder" >"$report" 2>"$said"; then
		echo "$folder/package-lock.json: no known vulnerability"
	elif grep -q "^npm error" "$said"; then
		grep "^npm error" "$said" | head -n 1 >&2
		echo "$folder/package-lock.json was NOT audited: npm's registry gave no answer." >&2
		exit 2
	else
		cat "$report"
		found=1
	fi
done
exit "$found"
