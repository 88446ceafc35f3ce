# make run   sets everything up and serves the dashboard (PORT=8501)
# make curate  the same for one person at this machine only, with the page on which lists are drafted and reviewed (STATE=folder of the drafts)
# make test  sets everything up, checks style and types, and runs the tests of what a user would notice: minutes, several times a day
# make test-all  the same and what is slow by nature: servers that are killed and upgraded, a cluster (pysail), more examples
# make test-cluster  the tests of a cluster, on Apache Spark; installs it, and Java where there is none: twenty minutes
#   PYTEST="-k story" narrows each of them, PYTEST=--rest the second to what the first has not tried; docs/tests.md says how they are made
# make editor  puts the script with which SQL is written together anew, after a change in tools/editor/
# make lock  writes requirements*.txt anew after a change of requirements*.in (UPGRADE=--upgrade: with the newest of all else)
PYTHON ?= python3
PORT ?= 8501
HOST ?= 0.0.0.0
STATE ?= $(CURDIR)/state
VENV := .venv
BIN := $(VENV)/bin
SUPPLY := $(VENV)/supply
UV ?= $(SUPPLY)/bin/uv
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile --quiet --universal --python-version 3.11 \
	--only-binary :all: --no-binary pyspark-client --no-binary pyspark --generate-hashes $(UPGRADE)
# One test process more than there are processors: each waits for browsers and servers now and then.
PARALLEL ?= --numprocesses $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-binary pyspark,pyspark-client -r

# What is compiled once need not be compiled by each process of the tests.
test test-all test-cluster: export PYTHONDONTWRITEBYTECODE =

.PHONY: run curate test test-all test-cluster build verify report lint bench lock audit licences editor clean

run: $(VENV)/run.stamp $(VENV)/font.stamp
	$(BIN)/uvicorn asgi:app --host $(HOST) --port $(PORT) --log-level warning --no-access-log --no-server-header \
		--ws-per-message-deflate false --http fenjin.server.heads:Heads

curate: $(VENV)/run.stamp $(VENV)/font.stamp
	@echo "http://127.0.0.1:$(PORT)/curate"
	@FENJIN_STATE="$(STATE)" FENJIN_CURATE=here $(MAKE) --no-print-directory run HOST=127.0.0.1

test: lint $(VENV)/browser.stamp $(VENV)/provider.stamp
	$(BIN)/python -m pytest $(PARALLEL) --dist loadfile --no-loadscope-reorder -m "not thorough" $(PYTEST)

test-all: lint $(VENV)/browser.stamp $(VENV)/provider.stamp $(VENV)/old.stamp $(VENV)/editor.stamp
	$(BIN)/python -m pytest $(PARALLEL) --dist worksteal --hypothesis-profile=full $(PYTEST) tests

test-cluster: $(VENV)/browser.stamp $(VENV)/spark.stamp
	$(BIN)/python -m pytest --spark $(PYTEST) tests/cluster/test_cluster.py tests/cluster/test_spark.py

build: $(VENV)/run.stamp
	$(BIN)/python -m fenjin.table build

verify: $(VENV)/run.stamp
	$(BIN)/python -m fenjin.table verify --source "$(SOURCE)" $(if $(LIST),--list "$(LIST)")

report: $(VENV)/run.stamp
	$(BIN)/python -m fenjin.table report

lint: $(VENV)/dev.stamp $(VENV)/biome.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	test ! -e $(VENV)/biome.stamp || $(BIN)/node tools/biome/node_modules/@biomejs/biome/bin/biome ci --error-on-warnings

bench: $(VENV)/browser.stamp
	$(BIN)/python -m benchmarks

lock: $(UV)
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-cluster.in -c requirements.txt -o requirements-cluster.txt
	$(LOCK) requirements-dev.in -c requirements-cluster.txt -o requirements-dev.txt
	$(LOCK) requirements-supply.in -o requirements-supply.txt
	$(LOCK) requirements-spark.in -o requirements-spark.txt

# OSV=address asks an own copy of the database of vulnerabilities
audit: $(SUPPLY)/stamp
	PATH="$(CURDIR)/$(BIN):$$PATH" sh tools/audit.sh $(SUPPLY)/bin $(OSV)

licences: $(VENV)/dev.stamp
	$(BIN)/python tools/licences.py

# The script's name changes with its content: `fenjin/paths.py` has it, and what is no longer named there is deleted.
editor: $(VENV)/editor.stamp
	$(BIN)/node tools/editor/build.js static

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 to 3.13 is needed; set PYTHON=python3.11" if not (3, 11) <= sys.version_info[:2] <= (3, 13) else 0)'
	$(PYTHON) -m venv $(VENV) || (sh tools/system.sh venv && $(PYTHON) -m venv --clear $(VENV))

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python $(INSTALL) requirements.txt
	touch $@

$(VENV)/font.stamp: tools/system.sh | $(VENV)/run.stamp
	sh tools/system.sh font $(BIN)
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python $(INSTALL) requirements-dev.txt
	touch $@ $(VENV)/run.stamp

$(VENV)/browser.stamp: $(VENV)/dev.stamp tools/system.sh
	sh tools/system.sh browser $(BIN)
	touch $@

# Apart from the rest: its Python package has the name of the client's.
$(VENV)/spark.stamp: requirements-spark.txt tools/system.sh | $(VENV)/bin/python
	sh tools/system.sh java
	$(BIN)/python -m venv --clear $(VENV)/spark
	$(VENV)/spark/bin/python $(INSTALL) requirements-spark.txt
	touch $@

# Without it the tests of signing in are skipped; an automatic run (CI) must have it.
$(VENV)/provider.stamp: tests/provider/package-lock.json $(VENV)/dev.stamp
	if $(BIN)/npm ci --silent --prefix tests/provider; then touch $@; else \
		echo "The provider of the tests cannot be installed from npm's registry: the tests of signing in are skipped." >&2; test -z "$$CI"; fi

# Without it the test of a browser that is too old is skipped; an automatic run (CI) must have it.
$(VENV)/old.stamp: tests/old/package-lock.json $(VENV)/dev.stamp
	if $(BIN)/npm ci --silent --ignore-scripts --prefix tests/old; then touch $@; else \
		echo "The old browser of the tests cannot be installed from npm's registry: its test is skipped." >&2; test -z "$$CI"; fi

# Without it JavaScript, CSS and HTML are not checked; an automatic run (CI) must have it.
$(VENV)/biome.stamp: tools/biome/package-lock.json $(VENV)/dev.stamp
	if $(BIN)/npm ci --silent --prefix tools/biome; then touch $@; else \
		echo "Biome cannot be installed from npm's registry: JavaScript, CSS and HTML are not checked." >&2; test -z "$$CI"; fi

# Without it nobody sees whether the script with which SQL is written is what its packages give; an automatic run (CI) must have it.
$(VENV)/editor.stamp: tools/editor/package-lock.json $(VENV)/dev.stamp
	if $(BIN)/npm ci --silent --ignore-scripts --prefix tools/editor; then touch $@; else \
		echo "The packages of the editor cannot be installed from npm's registry: it is not put together." >&2; test -z "$$CI"; fi

$(SUPPLY)/stamp: requirements-supply.txt | $(VENV)/bin/python
	$(BIN)/python -m venv --clear $(SUPPLY)
	$(SUPPLY)/bin/python $(INSTALL) requirements-supply.txt
	touch $@

$(SUPPLY)/bin/uv: $(SUPPLY)/stamp

clean:
	rm -rf $(VENV) tests/provider/node_modules tests/old/node_modules tools/biome/node_modules tools/editor/node_modules .mypy_cache .pytest_cache .ruff_cache
